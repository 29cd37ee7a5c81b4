"""What the component is given; that it is mounted once and keeps its zoom is tests/browser's."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def page() -> None:
    import plotly.graph_objects as go

    from cnn_core.web.train.live_chart import chart_json, live_chart

    figure = chart_json(go.Figure(go.Scatter(y=[1, None])), dark=False)
    live_chart(figure, "loss-1", "Loss by epoch", height=200)


def test_the_browser_gets_the_figure_with_our_template() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    assert not app.exception
    (chart,) = app.get("bidi_component")
    data = json.loads(chart.proto.json)
    assert (data["height"], data["label"]) == (200, "Loss by epoch")
    figure = json.loads(data["figure"])
    assert figure["data"][0]["y"] == [1, None]
    assert figure["layout"]["template"]["layout"]["font"]["family"].startswith("Source Sans")


def test_the_script_is_loaded_from_our_own_server_and_not_sent_with_each_mount() -> None:
    app = AppTest.from_function(page, default_timeout=20).run()
    script = app.get("bidi_component")[0].proto.js_content
    assert "app/static/plotly.min.js" in script
    assert "http" not in script
    assert "showSendToCloud: false" in script
    assert len(script) < 5_000

"""Build: cards, faults, presets, links and files, by AppTest."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic import describe
from cnn_core.keras_code import keras_code
from cnn_core.presets import ARTICLE, MLP, PRESETS, SMALL
from cnn_core.spec import RunSpec
from cnn_core.web.build.links import from_query, to_query
from tests.pages.conftest import OpenPage


def table(app: AppTest) -> str:
    return next(html.body for html in app.html if "figures layers" in html.body)


def spec_in_address(app: AppTest) -> RunSpec:
    opened = from_query(app.query_params)
    assert opened is not None
    return opened[0]


def train_is_disabled(app: AppTest) -> bool:
    return next(b for b in app.button if b.label == "Train this network").disabled


def press(app: AppTest, action: str, card: int) -> AppTest:
    """Choose from the menu of the card at that place, from 0."""
    menus = [menu for menu in app.menu_button if menu.help == "Move, duplicate or remove"]
    return menus[card].click(action).run()


def add(app: AppTest, kind: str) -> AppTest:
    return app.menu_button(key="add-layer").click(kind).run()


def open_tab(app: AppTest, name: str) -> AppTest:
    app.session_state["overview-tab"] = name
    return app.run()


def number(app: AppTest, label: str, place: int) -> int | float | None:
    return [field for field in app.number_input if field.label == label][place].value


def set_number(app: AppTest, label: str, place: int, value: int) -> AppTest:
    fields = [field for field in app.number_input if field.label == label]
    return fields[place].set_value(value).run()


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_shows_its_figures(open_page: OpenPage, name: str) -> None:
    app = open_page(preset=name)
    assert f"{describe(PRESETS[name].architecture).weights:,}" in table(app)
    assert app.query_params == {"preset": name}
    assert app.pills(key="preset-choice").value == name
    assert not train_is_disabled(app)
    assert not app.exception


def test_the_code_is_that_of_the_network(open_page: OpenPage) -> None:
    app = open_page(preset="small")
    app = open_tab(app, "Keras code")
    assert keras_code(SMALL).strip() in [block.value for block in app.code]


def test_settings_change_figures_and_address(open_page: OpenPage) -> None:
    app = open_page()
    assert "96,844" in table(app)
    set_number(app, "Units", 0, 80)
    assert "102,714" in table(app)
    assert spec_in_address(app).architecture.layers[6].units == 80  # type: ignore[union-attr]
    assert app.pills(key="preset-choice").value is None


def test_an_emptied_stride_is_the_tile_again(open_page: OpenPage) -> None:
    app = open_page()
    assert number(app, "Stride down", 1) is None
    set_number(app, "Stride down", 1, 1)
    assert spec_in_address(app).architecture.layers[1].strides == (1, 2)  # type: ignore[union-attr]
    stride = [field for field in app.number_input if field.label == "Stride down"][1]
    stride.set_value(None).run()
    assert spec_in_address(app) == ARTICLE


def test_impossible_net_is_told_at_its_layer(open_page: OpenPage) -> None:
    app = open_page()
    set_number(app, "Filters", 2, 99)
    set_number(app, "Kernel height", 2, 9)
    assert len(app.error) == 1
    assert "(5, 5, 64)" in app.error[0].value
    assert any("Layer 5, Convolution" in text.value for text in app.markdown)
    assert train_is_disabled(app)
    assert "5×5×64" in table(app)
    assert "Dense" not in table(app)
    assert number(app, "Filters", 2) == 99
    assert number(app, "Units", 0) == 70
    set_number(app, "Kernel height", 2, 3)
    assert not app.error
    assert number(app, "Filters", 2) == 99


def test_a_network_without_layers(open_page: OpenPage) -> None:
    app = open_page(preset="mlp")
    for _ in MLP.architecture.layers:
        press(app, "Remove", 0)
    assert "must end with an output layer" in app.error[0].value
    assert train_is_disabled(app)
    assert not app.exception


def test_absurd_values_are_refused_with_their_memory(open_page: OpenPage) -> None:
    app = open_page()
    set_number(app, "Units", 0, 10**9)
    assert "of memory" in app.error[0].value
    assert train_is_disabled(app)


def test_cards_move_with_what_was_typed(open_page: OpenPage) -> None:
    app = open_page()
    set_number(app, "Filters", 0, 17)
    press(app, "Move down", 0)
    assert [layer.kind for layer in spec_in_address(app).architecture.layers][:2] == [
        "max_pooling2d",
        "conv2d",
    ]
    assert number(app, "Filters", 0) == 17
    press(app, "Move up", 1)
    press(app, "Duplicate", 0)
    assert [number(app, "Filters", place) for place in range(4)] == [17, 17, 64, 64]
    press(app, "Remove", 0)
    assert [number(app, "Filters", place) for place in range(3)] == [17, 64, 64]


def test_a_new_layer_comes_before_the_output(open_page: OpenPage) -> None:
    app = add(open_page(preset="mlp"), "dropout")
    kinds = [layer.kind for layer in spec_in_address(app).architecture.layers]
    assert kinds == ["flatten", "dense", "dense", "dropout", "output"]


def test_undo_takes_back_every_change(open_page: OpenPage) -> None:
    app = open_page()
    set_number(app, "Units", 0, 80)
    press(app, "Remove", 6)
    app.pills(key="preset-choice").set_value("small").run()
    assert spec_in_address(app) == SMALL
    for _ in range(3):
        next(b for b in app.button if b.label == "Undo").click().run()
    assert spec_in_address(app) == ARTICLE
    assert number(app, "Units", 0) == 70
    assert next(b for b in app.button if b.label == "Undo").disabled


def test_a_link_opens_all_of_the_spec(open_page: OpenPage) -> None:
    spec = ARTICLE.model_copy(
        update={"training": SMALL.training, "architecture": SMALL.architecture}
    )
    app = open_page(**to_query(spec, "article"))
    assert spec_in_address(app) == spec
    assert "18,146" in table(app)
    assert next(b for b in app.button if b.label == "Undo").disabled


def test_a_link_from_another_page_is_opened_as_well(open_page: OpenPage) -> None:
    app = open_page()
    app.switch_page("pages/learn.py").run()
    for name, value in to_query(SMALL, "article").items():
        app.query_params[name] = value
    app.switch_page("pages/build.py").run()
    assert spec_in_address(app).architecture == SMALL.architecture
    assert not next(b for b in app.button if b.label == "Undo").disabled


@pytest.mark.parametrize(
    "query",
    [{"preset": "nothing"}, {"preset": "mlp", "edits": "eJw"}, {"edits": "%00\u20ac"}],
)
def test_a_damaged_link_is_told_plainly(open_page: OpenPage, query: dict[str, str]) -> None:
    app = open_page(**query)
    assert "This link cannot be opened." in app.error[0].value
    assert spec_in_address(app) == ARTICLE
    assert not app.exception


def test_a_damaged_link_is_forgotten_once_something_else_is_built(open_page: OpenPage) -> None:
    def told(app: AppTest) -> bool:
        return any("This link cannot be opened." in error.value for error in app.error)

    edited = open_page(preset="nothing")
    assert told(edited.run())
    set_number(edited, "Units", 0, 80)
    assert not told(edited)
    next(b for b in edited.button if b.label == "Undo").click().run()
    assert not told(edited)
    chosen = open_page(preset="nothing")
    assert not told(chosen.pills(key="preset-choice").set_value("small").run())
    assert not told(upload(open_page(preset="nothing"), ARTICLE.to_json().encode()))


def upload(app: AppTest, content: bytes) -> AppTest:
    open_tab(app, "Save and share").get("file_uploader")[0].upload(
        "spec.json", content, "application/json"
    )
    return app.run()


def test_a_spec_from_a_file(open_page: OpenPage) -> None:
    app = upload(open_page(), SMALL.to_json().encode())
    assert not app.error
    assert spec_in_address(app) == SMALL


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe garbage", "not valid JSON"),
        (b'{"architecture": {"layers": [{"kind": "conv2d", "filters": 0}]}}', "layers.0.filters"),
    ],
)
def test_a_bad_file_changes_nothing(open_page: OpenPage, content: bytes, message: str) -> None:
    app = set_number(open_page(), "Units", 0, 80)
    upload(app, content)
    assert message in app.error[0].value
    assert number(app, "Units", 0) == 80
    assert not app.exception


def test_what_was_typed_outlives_a_visit_to_another_page(open_page: OpenPage) -> None:
    app = set_number(open_page(), "Units", 0, 80)
    app.switch_page("pages/train.py").run()
    app.switch_page("pages/build.py").run()
    assert number(app, "Units", 0) == 80

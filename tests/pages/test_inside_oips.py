"""The section "What maps look for" of the page Inside, with patterns and patches that are kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.layers import Architecture, Dense, Flatten, Layer, Output
from cnn_core.payload import digest, in_half
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise
from cnn_core.questions import Patches as AskPatches
from cnn_core.records import LATEST, Studied
from cnn_core.snapshots import Snapshot, pack
from cnn_core.spec import Data, RunSpec
from cnn_core.web import session
from tests import payloads
from tests.found_oips import oips, patches
from tests.small_network import LAYERS

UNITS = (Flatten(), Dense(units=200), Output())


def section(run: int) -> None:
    from cnn_core.web import session
    from cnn_core.web.inside.oips import show_oips

    show_oips(session.store().run(run))


def shown(run: int, **state: object) -> AppTest:
    app = AppTest.from_function(section, default_timeout=20, args=(run,))
    for name, value in state.items():
        app.session_state[name.replace("_", "-")] = value
    app.run()
    assert not app.exception
    return app


def add(layers: tuple[Layer, ...] = LAYERS, data: Data | None = None) -> int:
    """A run with weights."""
    store = session.store()
    spec = RunSpec(architecture=Architecture(layers=layers), data=data or ARTICLE.data)
    run = store.submit(spec, "a run")
    payload = payloads.payload(spec.architecture)
    files = {"payload": payload, "snapshots": pack([Snapshot(20, 0, in_half(payload))])}
    store.flush(store.claim(99, only=run), artifacts=files)
    return run


def keep(run: int, question: Maximise | AskPatches, data: bytes, moment: int = LATEST) -> None:
    store = session.store()
    payload = store.artifact(run, "payload") or b""
    network = digest(payload if moment == LATEST else in_half(payload))
    store.studies.keep(run, moment, question, Studied(network, data))


def text(app: AppTest) -> str:
    return "\n".join(each.value for each in [*app.markdown, *app.caption, *app.warning])


def pictures(app: AppTest) -> list[str]:
    return [each.proto.body for each in app.get("html")]


def button(app: AppTest, label: str) -> bool:
    return label in [each.label for each in app.button]


def test_at_first_it_says_what_it_is_and_how_long_it_takes() -> None:
    app = shown(add())
    assert button(app, "Find the patterns")
    assert "Takes about 5 seconds." in text(app)
    assert "Gradient ascent" in text(app)
    assert app.selectbox[0].options == ["1 Convolution", "2 Max pooling", "4 Output"]
    assert app.selectbox[0].value == 1  # that of the last maps


def test_all_patterns_then_one_map_with_its_starts() -> None:
    run = add()
    found = oips(maps=4, dead=(2,))
    keep(run, Maximise(layer=1), found.to_bytes())
    app = shown(run)
    assert not button(app, "Find the patterns")
    assert "4 maps, 4 random starts each; 2 found again" in text(app)
    assert "different maps are alike by" in text(app)
    all_maps, starts = pictures(app)
    assert all_maps.count("<figure") == 4
    assert all_maps.count("cannot be excited") == 1
    assert starts.count("<figure") == 4
    assert app.selectbox[1].options[:2] == ["Map 1 · 4 of 4 starts", f"Map 2 · {found.words()[1]}"]
    assert button(app, "Search 54,000 training images")


def test_the_training_patches_stand_below_the_starts() -> None:
    run = add(data=Data(train_images=1000, validation_share=0.0, dataset="fashion_mnist"))
    keep(run, Maximise(layer=1), oips(maps=4, dead=(2,)).to_bytes())
    keep(run, AskPatches(layer=1), patches(maps=4, dead=(2,)).to_bytes())
    app = shown(run)
    assert "3 of 3 maps reach with their pattern" in text(app)
    nine = pictures(app)[2]
    assert nine.count("<figure") == 9
    assert 'width="80" height="60"' in nine
    app.selectbox[1].select(2).run()
    assert "No training image excites it" in text(app)
    assert len(pictures(app)) == 2


def test_patterns_and_patches_of_different_weights_are_not_compared() -> None:
    run = add()
    keep(run, Maximise(layer=1), oips(maps=4).to_bytes())
    old = Studied("earlier weights", patches(maps=4).to_bytes())
    session.store().studies.keep(run, LATEST, AskPatches(layer=1), old)
    app = shown(run)
    assert "of different weights" in text(app)
    assert button(app, "Compute again")
    assert "reach with their pattern" not in text(app)


def test_a_moment_of_the_training_has_patterns_of_its_own() -> None:
    from cnn_core.web.inside.chosen_moment import _Moment

    run = add()
    keep(run, Maximise(layer=1), oips(maps=4).to_bytes())
    app = shown(run, inside_moment=_Moment(run, 20))
    assert "after step 20" in text(app)
    assert button(app, "Find the patterns")
    keep(run, Maximise(layer=1), oips(maps=4, seed=1).to_bytes(), moment=20)
    app.run()
    assert not button(app, "Find the patterns")


def test_of_many_units_the_first_are_shown() -> None:
    run = add(UNITS)
    keep(run, Maximise(layer=1), oips(maps=200, starts=1).to_bytes())
    app = shown(run)
    assert pictures(app)[0].count("<figure") == 100
    app.toggle[0].set_value(True).run()
    assert pictures(app)[0].count("<figure") == 200
    assert "Unit 200" in pictures(app)[0]


def test_classes_have_their_names() -> None:
    run = add(data=Data(dataset="fashion_mnist"))
    keep(run, Maximise(layer=3), oips(maps=10).to_bytes())
    app = shown(run)
    app.selectbox[0].select(3).run()
    assert "Class Sandal" in pictures(app)[0]
    assert "the logit that it reaches" in text(app)


@pytest.mark.parametrize("question", [Maximise(layer=1), AskPatches(layer=1)])
def test_damage_is_told(question: Maximise | AskPatches) -> None:
    run = add()
    keep(run, Maximise(layer=1), oips(maps=4).to_bytes())
    keep(run, question, b"damaged")
    app = shown(run)
    assert "is damaged" in text(app)
    assert button(app, "Compute again")


def test_bytes_of_another_layer_are_damage() -> None:
    run = add()
    keep(run, Maximise(layer=1), oips(maps=5).to_bytes())
    assert "is damaged" in text(shown(run))

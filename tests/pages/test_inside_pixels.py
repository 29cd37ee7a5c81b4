"""The section "Pixels" of the page Inside, with attributions that are kept."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import load_test
from cnn_core.inside.attribution import NO_MAPS, Attribution
from cnn_core.layers import Conv2D, Flatten, Layer, Output
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import Pixels
from cnn_core.records import LATEST, Studied
from cnn_core.web import session
from tests.inside.test_attribution import SOUND
from tests.pages.test_inside_survey import add, html, told

MAPS = (Conv2D(filters=2, kernel_size=(9, 9)), Flatten(), Output())
FOUND = replace(SOUND, layer=0)


def section(run: int) -> None:
    from cnn_core.web import session
    from cnn_core.web.inside.pixels import show_pixels

    show_pixels(session.store().run(run))


def keep(run: int, image: int, label: int | None, data: bytes) -> None:
    pixels = b64encode(load_test("mnist").pixels[image].tobytes()).decode()
    store = session.store()
    network = digest(payload_at(store, run, LATEST))
    store.studies.keep(run, LATEST, Pixels(image=pixels, label=label), Studied(network, data))


def shown(run: int) -> AppTest:
    app = AppTest.from_function(section, default_timeout=20, args=(run,)).run()
    assert not app.exception
    return app


def with_found(found: Attribution = FOUND, layers: tuple[Layer, ...] = MAPS) -> AppTest:
    run = add(layers)
    keep(run, 0, None, found.to_bytes())
    return shown(run)


def test_without_an_answer_it_is_offered_to_find_one() -> None:
    app = shown(add(MAPS))
    assert [button.label for button in app.button] == ["Find the deciding pixels"]
    assert app.selectbox[-1].options == ["the network's answer", *"0123456789"]
    assert not app.get("html")


def test_pictures_and_what_they_mean() -> None:
    app = with_found()
    assert "The network answers 9 (100.00 %). To 3 it gives 33.33 %." in told(app)
    pictures = html(app, "attribution")
    assert "test image 0, labelled 7" in pictures
    assert "20×20 values, each of which sees 9×9 pixels" in pictures
    assert "A pixel without ink gets nothing" in pictures
    assert "0.00 % off, with 64 steps" in told(app)


def test_another_class_is_another_question() -> None:
    run = add(MAPS)
    keep(run, 0, None, FOUND.to_bytes())
    keep(run, 0, 4, replace(FOUND, label=4).to_bytes())
    app = shown(run)
    app.selectbox[-1].select(4).run()
    assert "The score of 4" in told(app)
    app.selectbox[-1].select(5).run()
    assert [button.label for button in app.button] == ["Find the deciding pixels"]


def test_another_image_is_another_question() -> None:
    run = add(MAPS)
    keep(run, 3, None, FOUND.to_bytes())
    app = shown(run)
    assert not app.get("html")
    app.number_input[0].set_value(3).run()
    assert "test image 3, labelled 0" in html(app, "attribution")


def test_without_maps_grad_cam_is_missing_and_it_says_why() -> None:
    app = with_found(replace(SOUND, layer=NO_MAPS), (Flatten(), Output()))
    assert "There is no Grad-CAM of this network" in told(app)
    assert "Grad-CAM" not in html(app, "attribution")


@pytest.mark.parametrize("data", [b"", b"PK", replace(SOUND, layer=1).to_bytes()])
def test_what_is_damaged_is_told_in_a_sentence(data: bytes) -> None:
    run = add(MAPS)
    keep(run, 0, None, data)
    app = shown(run)
    assert "What was found earlier is damaged" in app.warning[0].value.replace("\u2060", "")

"""My digits as training images on the page Train."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from cnn_core.overrides import override
from cnn_core.store import Store
from cnn_core.web.build.links import to_query
from tests.pages.conftest import OpenPage
from tests.pages.train_page import (
    PAGE,
    SHORT,
    metrics,
    take_the_slot,
)


def kept_field(app: AppTest) -> NumberInput:
    return next(field for field in app.number_input if field.label == "Images from My digits")


def test_without_kept_digits_there_is_nothing_to_add(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert kept_field(app).disabled
    assert any("No digits are kept yet" in caption.value for caption in app.caption)


def test_kept_digits_are_added_to_the_training_images(open_page: OpenPage, store: Store) -> None:
    take_the_slot(store)
    for label in (3, 4):
        store.digits.keep(label, bytes(784))
    app = open_page(PAGE)
    kept_field(app).set_value(400).run()
    told = "2 digits are kept: each is trained on about 200 times in an epoch."
    assert told in [caption.value for caption in app.caption]
    assert metrics(app)["Training images"] == "54,400"
    app.button(key="train").click().run()
    run = store.runs()[0]
    assert run.spec.data.kept_images == 400
    assert store.has_artifact(run.id, "kept")


def test_kept_digits_that_are_gone_are_told(open_page: OpenPage, store: Store) -> None:
    wanted = override(SHORT, ["data.kept_images=50"])
    app = open_page(PAGE, **to_query(wanted, "article"))
    assert app.button(key="train").disabled
    assert any("No digits are kept to train on" in error.value for error in app.error)
    assert not kept_field(app).disabled
    kept_field(app).set_value(0).run()
    assert not app.button(key="train").disabled


def test_kept_digits_go_with_mnist(open_page: OpenPage, store: Store) -> None:
    store.digits.keep(3, bytes(784))
    app = open_page(PAGE)
    next(box for box in app.selectbox if box.label == "Dataset").set_value("fashion_mnist").run()
    assert kept_field(app).disabled
    assert any("to MNIST only" in caption.value for caption in app.caption)

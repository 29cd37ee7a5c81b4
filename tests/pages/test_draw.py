"""The Draw page, by AppTest: which network answers, what is put on the pad, what is kept."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import CLASS_NAMES, load_test
from cnn_core.normalization import Normalization
from cnn_core.payload import pack
from cnn_core.spec import RunSpec
from cnn_core.store import Store, StoreError
from tests.evaluated_runs import add, evaluation
from tests.pages.conftest import OpenPage

PAGE = "pages/draw.py"
SPEC = RunSpec.from_dict({"architecture": {"layers": [{"kind": "flatten"}, {"kind": "output"}]}})


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def payload() -> bytes:
    weights = np.random.default_rng(0).normal(size=(784, 10)).astype(np.float32)
    unit = Normalization(np.float32(0), np.float32(255))
    return pack(SPEC.architecture.layers, [[], [weights, np.zeros(10, np.float32)]], unit, names())


def names() -> tuple[str, ...]:
    return CLASS_NAMES["mnist"]


def add_drawable(store: Store, **files: bytes) -> int:
    return add(store, SPEC, payload=payload(), **files)


def keep(app: AppTest, label: object, pixels: bytes) -> AppTest:
    app.session_state["board"] = {
        "keep": {"label": label, "pixels": base64.b64encode(pixels).decode()}
    }
    return app.run()


def test_without_a_trained_network_it_says_what_to_do(open_page: OpenPage, store: Store) -> None:
    add(store)  # a run from elsewhere, without weights for the browser
    app = open_page(PAGE)
    assert "No run has weights yet." in app.info[0].value
    assert not app.exception


def test_kept_digits_are_shown_without_a_network(open_page: OpenPage, store: Store) -> None:
    store.digits.keep(7, bytes(784))
    app = open_page(PAGE)
    assert app.subheader[0].value == "My digits"
    assert not app.exception


def test_the_address_names_both_networks(open_page: OpenPage, store: Store) -> None:
    first, second = add_drawable(store), add_drawable(store)
    app = open_page()
    app.switch_page(PAGE)
    app.query_params["run"], app.query_params["with"] = str(first), str(second)
    app.run()
    assert [box.value for box in app.selectbox[:2]] == [first, second]
    app.selectbox(key="draw_with").set_value(0).run()
    assert app.query_params["run"] == str(first)
    assert "with" not in app.query_params
    assert not app.exception


def test_a_test_image_by_number(open_page: OpenPage, store: Store) -> None:
    add_drawable(store)
    app = open_page(PAGE)
    app.number_input(key="draw-test-image").set_value(7).run()
    shown = app.session_state["draw-picture"]
    assert shown.as_is
    assert np.array_equal(shown.picture.ink, load_test("mnist").pixels[7])
    assert any("test image 7" in caption.value.replace("\\", "") for caption in app.caption)


def test_misread_ones_come_one_after_the_other(open_page: OpenPage, store: Store) -> None:
    add_drawable(store, evaluation=evaluation(wrong=2))
    app = open_page(PAGE)
    seen = []
    for _ in range(3):
        next(button for button in app.button if button.label == "A misread one").click().run()
        seen.append(app.session_state["draw-picture"].told)
    assert seen[0] == seen[2] != seen[1]
    assert "labelled 7" in seen[0]


def test_a_run_that_misread_none_says_so(open_page: OpenPage, store: Store) -> None:
    add_drawable(store)
    app = open_page(PAGE)
    next(button for button in app.button if button.label == "A misread one").click().run()
    assert "misread" in app.error[0].value


def test_a_file_that_is_no_picture_is_refused(open_page: OpenPage, store: Store) -> None:
    add_drawable(store)
    app = open_page(PAGE)
    app.get("file_uploader")[0].upload("digit.png", b"<svg/>", "image/png")
    app.run()
    assert "digit" in app.error[0].value
    assert "draw-picture" not in app.session_state
    assert not app.exception


@pytest.mark.parametrize(("label", "pixels"), [(10, bytes(784)), ("7", bytes(784)), (7, b"")])
def test_what_is_no_drawing_is_not_kept(
    open_page: OpenPage, store: Store, label: object, pixels: bytes
) -> None:
    add_drawable(store)
    app = keep(open_page(PAGE), label, pixels)
    assert store.digits.all() == []
    assert not app.exception


def test_the_board_stays_while_the_store_cannot_be_read(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_drawable(store)
    app = open_page(PAGE)
    answering = app.session_state["draw-networks"]

    def locked(self: Store, run: int, name: str) -> bytes:
        raise StoreError("The store is locked.")

    monkeypatch.setattr(Store, "artifact", locked)
    app.run()
    assert "locked" in app.error[0].value
    assert app.session_state["draw-networks"] == answering
    assert not app.exception


def test_a_damaged_network_is_not_offered_to_take_home(open_page: OpenPage, store: Store) -> None:
    add(store, SPEC, payload=payload()[:-4])
    app = open_page(PAGE)
    assert not app.exception
    said = app.error[0].value.replace("\\", "").replace("\u2060", "")
    assert "no file to take home. The payload is not whole" in said
    assert not app.get("download_button")


def test_half_precision_is_offered_where_it_has_room(open_page: OpenPage, store: Store) -> None:
    add_drawable(store)
    whole, half = open_page(PAGE).get("download_button")
    assert not half.proto.disabled
    large = np.frombuffer(payload(), np.uint8).copy()
    large[-44:-40] = np.frombuffer(np.float32(70_000).tobytes(), np.uint8)  # the last kernel
    add(store, SPEC, payload=large.tobytes())
    app = open_page(PAGE)
    whole, half = app.get("download_button")
    assert (whole.proto.disabled, half.proto.disabled) == (False, True)
    assert "too large for half precision" in app.caption[-1].value

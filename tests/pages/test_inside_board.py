"""The section "Maps and kernels" of the page Inside: what its board gets, and what it sends."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import CLASS_NAMES, load_test
from cnn_core.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, Layer, Output
from cnn_core.moments import payload_at
from cnn_core.payload import digest, in_half
from cnn_core.questions import Survey as AskSurvey
from cnn_core.records import LATEST, Studied
from cnn_core.snapshots import Snapshot, pack
from cnn_core.spec import Architecture, RunSpec
from cnn_core.store import Store, StoreError
from cnn_core.web.inside import served_images
from cnn_core.web.plotly_file import STATIC
from tests import payloads, small_network, surveys
from tests.evaluated_runs import add

BOARD = "inside-board"
SPEC = RunSpec.from_dict({"architecture": {"layers": [{"kind": "flatten"}, {"kind": "output"}]}})
SNAPSHOTS = [
    Snapshot(0, 0, in_half(small_network.payload(scale=0.1))),
    Snapshot(20, 0, in_half(small_network.payload(scale=0.3))),
]
DRAWN = bytes(range(256)) * 3 + bytes(16)


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def script(run: int) -> None:
    import streamlit as st

    from cnn_core.web.inside.board import inside_board
    from cnn_core.web.inside.chosen_moment import chosen_moment
    from cnn_core.web.session import store

    inside_board(store().run(run))
    st.session_state["moment-told"] = chosen_moment(store().run(run))


def opened(run: int) -> AppTest:
    return AppTest.from_function(script, default_timeout=20, args=(run,)).run()


def envelopes(app: AppTest) -> list[tuple[dict[str, Any], list[bytes]]]:
    """Header and parts of each component, in the order of the page."""
    return [
        _taken_apart(each.proto.bytes) for each in app.get("bidi_component") if each.proto.bytes
    ]


def _taken_apart(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    ends = 4 + length + np.cumsum([0, *header["sizes"]])
    return header, [data[start:end] for start, end in pairwise(ends)]


def send(app: AppTest, **sent: object) -> AppTest:
    app.session_state[BOARD] = sent
    return app.run()


def captions(app: AppTest) -> str:
    return " ".join(
        caption.value.replace("\\", "").replace("\u2060", "") for caption in app.caption
    )


def test_the_board_gets_the_network_and_test_image_0(store: Store) -> None:
    app = opened(add(store, payload=small_network.payload()))
    assert not app.exception
    (header, (payload, examples, image)), *others = envelopes(app)
    assert payload == small_network.payload()
    assert image == load_test("mnist").pixels[0].tobytes()
    told = header["test_set"]
    assert told["names"] == list("0123456789")
    assert [each["label"] for each in told["images"]] == list(range(10))
    assert told["images"][7]["number"] == 0
    assert examples[7 * 784 :][:784] == image
    assert (STATIC / f"{Path(told['address']).name}-9.bin").is_file()
    assert header["image"] == {
        "number": 0,
        "on_pad": False,
        "test_image": {"number": 0, "label": 7},
    }
    assert (header["moment"], header["has_snapshots"], header["dead"]) == (LATEST, False, None)
    assert not others
    assert "test image 0, labelled 7" in captions(app)


def test_an_image_by_number_a_kept_digit_and_a_drawing(store: Store) -> None:
    kept = store.digits.keep(4, DRAWN)
    app = opened(add(store, payload=small_network.payload()))
    send(app, test_image={"number": 5, "on_pad": False})
    header, parts = envelopes(app)[0]
    assert parts[2] == load_test("mnist").pixels[5].tobytes()
    assert not header["image"]["on_pad"]
    send(app)
    app.selectbox(key="inside-kept-digit").set_value(kept).run()
    header, parts = envelopes(app)[0]
    assert parts[2] == DRAWN
    assert (header["image"]["on_pad"], header["image"]["test_image"]) == (False, None)
    assert f"kept digit {kept}, labelled 4" in captions(app)
    send(app, use=base64.b64encode(DRAWN[::-1]).decode())
    header, parts = envelopes(app)[0]
    assert parts[2] == DRAWN[::-1]
    assert header["image"]["on_pad"]
    assert "your drawing" in captions(app)


def test_a_test_image_pressed_on_the_board(store: Store) -> None:
    pressed = {"number": 61, "on_pad": True}
    app = send(opened(add(store, payload=small_network.payload())), test_image=pressed)
    (header, _), *_ = envelopes(app)
    assert header["image"]["on_pad"]
    assert header["image"]["test_image"] == {"number": 61, "label": 8}
    assert "test image 61" in captions(app)


def test_an_image_and_a_moment_may_come_together(store: Store) -> None:
    files = {"payload": small_network.payload(), "snapshots": pack(SNAPSHOTS)}
    app = opened(add(store, **files))
    send(app, test_image={"number": 61, "on_pad": True}, moment=20)
    assert "test image 61" in captions(app)
    assert app.session_state["moment-told"] == 20


def test_without_room_for_the_files_the_server_gives_each_image(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_resource.clear()
    (tmp_path / "file").touch()
    monkeypatch.setattr(served_images, "STATIC", tmp_path / "file")
    app = opened(add(store, payload=small_network.payload()))
    assert not app.exception
    assert envelopes(app)[0][0]["test_set"]["address"] == ""
    st.cache_resource.clear()


@pytest.mark.parametrize(
    "sent",
    [
        {"use": "no pixels"},
        {"use": 7},
        {"test_image": {"number": 10_000, "on_pad": True}},
        {"test_image": {"number": -1, "on_pad": True}},
        {"test_image": {"number": "1", "on_pad": True}},
        {"test_image": 1},
        {"moment": "a"},
    ],
)
def test_what_is_no_event_is_not_believed(sent: dict[str, object], store: Store) -> None:
    app = send(opened(add(store, payload=small_network.payload())), **sent)
    assert not app.exception
    assert "test image 0" in captions(app)
    assert app.session_state["moment-told"] == LATEST


def test_snapshots_are_brought_and_a_moment_is_kept(store: Store) -> None:
    files = {"payload": small_network.payload(), "snapshots": pack(SNAPSHOTS)}
    run = add(store, **files)
    app = opened(run)
    (header, _), (brought, (snapshots,)) = envelopes(app)
    assert header["has_snapshots"]
    assert (brought["run"], snapshots) == (run, files["snapshots"])
    send(app, moment=20)
    assert app.session_state["moment-told"] == 20
    assert payload_at(store, run, 20) == SNAPSHOTS[1].payload
    assert "after step 20" in captions(app)
    send(app, moment=21)  # there is none such
    assert app.session_state["moment-told"] == LATEST


def test_dead_units_of_the_newest_weights_are_told(store: Store) -> None:
    payload = small_network.payload()
    run = add(store, payload=payload)
    survey = replace(surveys.survey(small_network.LAYERS), dead=((1, 3), (), (), ()))
    store.studies.keep(run, LATEST, AskSurvey(), Studied(digest(payload), survey.to_bytes()))
    assert envelopes(opened(run))[0][0]["dead"] == [[1, 3], [], [], []]
    store.studies.keep(run, LATEST, AskSurvey(), Studied("another", survey.to_bytes()))
    assert envelopes(opened(run))[0][0]["dead"] is None
    store.studies.keep(run, LATEST, AskSurvey(), Studied(digest(payload), b"damaged"))
    assert envelopes(opened(run))[0][0]["dead"] is None


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(), Output()),
        (Flatten(), Dense(units=3), Output()),
        (Conv2D(filters=1, kernel_size=(28, 28)), Flatten(), Output()),
        (Conv2D(filters=1, kernel_size=(3, 3)), GlobalAveragePooling2D(), Output()),
    ],
)
def test_weights_of_any_network_are_drawn(layers: tuple[Layer, ...], store: Store) -> None:
    app = opened(add(store, SPEC, payload=payloads.payload(Architecture(layers=layers))))
    assert not app.exception
    last = app.selectbox(key="inside-weights-layer").options[-1]
    app.selectbox(key="inside-weights-layer").select(last).run()
    assert not app.exception
    assert last == f"{len(layers)} Output"


def test_a_damaged_payload_is_left_to_the_board_to_tell(store: Store) -> None:
    damaged = small_network.payload()[:-100]
    app = opened(add(store, payload=damaged))
    assert envelopes(app)[0][1][0] == damaged
    assert not app.warning
    assert not app.subheader
    assert not app.exception


def test_fashion_is_called_by_its_names(store: Store) -> None:
    spec = SPEC.model_copy(
        update={"data": SPEC.data.model_copy(update={"dataset": "fashion_mnist"})}
    )
    app = opened(add(store, spec, payload=small_network.payload("fashion_mnist")))
    assert not app.exception
    told = captions(app) + " ".join(warning.value for warning in app.warning)
    assert any(name in told for name in CLASS_NAMES["fashion_mnist"]) or "not on this" in told


def test_the_board_stays_while_the_store_cannot_be_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(add(store, payload=small_network.payload()))

    def locked(self: Store, run: int, name: str) -> bytes:
        raise StoreError("The store is locked.")

    monkeypatch.setattr(Store, "artifact", locked)
    app.run()
    assert "locked" in app.error[0].value
    assert envelopes(app)[0][1][0] == small_network.payload()

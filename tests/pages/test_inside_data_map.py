"""The section "Map of the data" of the page Inside, with a map that is kept."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import load_test
from cnn_core.inside.data_map import DataMap
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import DataMap as Question
from cnn_core.records import LATEST, Studied
from cnn_core.web import session
from tests.data_maps import MISREAD, data_map
from tests.pages.test_inside_survey import add, told

FOUND = data_map()


def section(run: int) -> None:
    from cnn_core.web import session
    from cnn_core.web.inside.data_map import show_data_map

    show_data_map(session.store().run(run))


def shown(run: int) -> AppTest:
    app = AppTest.from_function(section, default_timeout=20, args=(run,)).run()
    assert not app.exception
    return app


def mapped(data: bytes) -> AppTest:
    run, store = add(), session.store()
    network = digest(payload_at(store, run, LATEST))
    store.studies.keep(run, LATEST, Question(), Studied(network, data))
    return shown(run)


def test_without_a_map_it_is_offered() -> None:
    app = shown(add())
    assert [button.label for button in app.button] == ["Map the test images"]
    assert "Places 2,000 test images" in told(app)


def test_the_browser_gets_both_charts_and_the_images() -> None:
    app = mapped(FOUND.to_bytes())
    assert "30 test images by the 144 outputs of layer 3 (flatten). 1 was misread." in told(app)
    (chart,) = app.get("bidi_component")
    data = chart.proto.bytes
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    assert [way["name"] for way in header["ways"]] == ["t-SNE", "PCA"]
    for way in header["ways"]:
        figure = json.loads(way["figure"])
        assert figure["layout"]["template"]["layout"]["font"]["family"].startswith("Source Sans")
    assert header["labels"][MISREAD] != header["answers"][MISREAD]
    assert header["numbers"] == list(range(30))
    pixels = zlib.decompress(data[4 + length :])
    assert pixels == load_test("mnist").pixels[:30].tobytes()


def test_a_layer_that_tells_nothing_is_told() -> None:
    nothing = np.zeros((30, 2), np.float32)
    app = mapped(replace(FOUND, pca=nothing, tsne=nothing, explained=np.zeros(2)).to_bytes())
    assert "the same outputs for every image" in told(app)
    assert not app.get("bidi_component")


def far(found: DataMap) -> bytes:
    return replace(found, indices=found.indices + 10_000).to_bytes()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "What was found earlier is damaged"),
        (b"PK", "What was found earlier is damaged"),
        (far(FOUND), "10,000 images to test on"),
        (
            replace(FOUND, layer=np.array([9, 5], np.int32)).to_bytes(),
            "What was found earlier is damaged",
        ),
    ],
)
def test_what_is_damaged_is_told_in_a_sentence(data: bytes, sentence: str) -> None:
    warning = mapped(data).warning[0].value
    assert sentence in warning.replace("\u2060", "").replace("\\", "")

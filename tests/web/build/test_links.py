"""A link holds the whole spec; a damaged or hostile one is refused."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.presets import PRESETS
from cnn_core.spec import MAX_JSON_BYTES, Augmentation, Data, OneCycle, RunSpec, SpecError, Training
from cnn_core.web.build.links import MAX_EDITS, from_query, to_query
from tests.strategies import architectures

SPECS = st.builds(
    RunSpec,
    architecture=architectures(),
    data=st.builds(
        Data,
        train_images=st.integers(100, 60_000),
        augmentation=st.builds(Augmentation, shift=st.floats(0, 14)),
    ),
    training=st.builds(
        Training,
        learning_rate=st.floats(1e-6, 10),
        schedule=st.one_of(st.builds(OneCycle, warm_up=st.floats(0.01, 0.9))),
        seed=st.integers(0, 2**31 - 1),
    ),
)


def packed(text: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


@settings(max_examples=50, deadline=None)
@given(spec=SPECS, preset=st.sampled_from(list(PRESETS)))
def test_a_link_gives_back_the_spec(spec: RunSpec, preset: str) -> None:
    query = to_query(spec, preset)
    assert from_query(query) == (spec, preset)
    assert len(query["edits"]) < 2_000


@pytest.mark.parametrize("name", PRESETS)
def test_an_unchanged_preset_is_its_name(name: str) -> None:
    assert to_query(PRESETS[name], name) == {"preset": name}
    assert from_query({"preset": name}) == (PRESETS[name], name)


def test_an_address_without_a_network() -> None:
    assert from_query({"run": "7"}) is None


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ("", "damaged"),
        ("\u20ac", "damaged"),
        ("abc", "damaged"),
        (packed(b'{"training": {"epochs": 3}}')[:-6], "damaged"),
        (packed(b"[" * 100_000), "damaged"),
        (packed(b" " * (MAX_JSON_BYTES + 1)), "damaged"),
        ("A" * (MAX_EDITS + 1), "at most 20,000 characters"),
        (packed(b"[1, 2]"), "expected an object"),
        (packed(b'{"training": {"epochs": 0}}'), "training.epochs"),
        (packed(b'{"surprise": 1}'), "surprise"),
        (packed(b'{"training": {"momentum": 0.9}}'), "training.momentum"),
    ],
)
def test_bad_edits_are_refused(edits: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        from_query({"preset": "article", "edits": edits})


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(edits: str) -> None:
    with pytest.raises(SpecError):
        from_query({"preset": "article", "edits": edits})

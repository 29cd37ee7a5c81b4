"""The settings that a sweep can change: all of any spec, with values to begin with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from cnn_core.overrides import value_at
from cnn_core.presets import ARTICLE, MLP, PRESETS, SMALL
from cnn_core.spec import RunSpec, SpecError
from cnn_core.sweeps.definition import SweepSpec, check
from cnn_core.sweeps.fields import Range, Values
from cnn_core.sweeps.settings import (
    Setting,
    read_list,
    readable,
    settings_of,
    usual_field,
    usual_paths,
    value_text,
)
from tests.strategies import run_specs


def leaves(value: object, path: str = "") -> set[str]:
    """Paths of all that is no object or list of objects in parsed JSON."""
    match value:
        case dict():
            return {each for key, inner in value.items() for each in leaves(inner, f"{path}.{key}")}
        case [{}, *_]:
            return {each for i, inner in enumerate(value) for each in leaves(inner, f"{path}.{i}")}
    return {path.removeprefix(".")}


@hypothesis_settings(max_examples=30)
@given(run_specs())
def test_every_field_can_be_changed(spec: RunSpec) -> None:
    found = settings_of(spec)
    kinds = {path for path in leaves(spec.model_dump(mode="json")) if path.endswith(".kind")}
    assert leaves(spec.model_dump(mode="json")) - kinds == {
        path for path in found if not path.endswith(".kind")
    }
    assert all(found[path].value == value_at(spec, path) for path in found)
    assert len({setting.title for setting in found.values()}) == len(found)


def test_what_a_field_is() -> None:
    found = settings_of(ARTICLE)
    schedule = found["training.schedule.kind"]
    assert (schedule.title, schedule.kind, len(schedule.options)) == ("Schedule", "choice", 6)
    pooling = found["architecture.layers.1.kind"]
    assert pooling.options == ("max_pooling2d", "average_pooling2d")
    filters = found["architecture.layers.0.filters"]
    assert (filters.title, filters.kind, filters.value) == ("1 Convolution: filters", "whole", 32)
    assert found["architecture.layers.0.kernel_size"].kind == "pair"
    assert found["architecture.layers.1.strides"].kind == "pair"
    assert found["training.learning_rate"].kind == "number"
    assert found["hardware.gpu_memory_share"].kind == "number"
    assert found["training.order_seed"].kind == "whole"
    assert found["hardware.xla"].options == (False, True)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_sweep_that_is_filled_in_can_begin(preset: str) -> None:
    spec = PRESETS[preset]
    found = settings_of(spec)
    fields = tuple(usual_field(found[path]) for path in usual_paths(spec))
    assert len(fields) == 3
    check(SweepSpec.of({"base": spec, "fields": fields, "runs": 12}))


def test_values_to_begin_with_surround_the_present_one() -> None:
    found = settings_of(SMALL)
    rate = usual_field(found["training.learning_rate"])
    assert isinstance(rate, Range)
    assert (rate.low, rate.high, rate.log) == (0.002, 0.05, True)
    lists = {
        "training.batch_size": (64, 128, 256),
        "data.train_images": (30_000, 60_000),
        "data.validation_share": (0.05, 0.1, 0.2),
        "architecture.layers.0.l2": (0.0, 0.0001, 0.001),
        "architecture.layers.0.kernel_size": ([3, 3], [5, 5]),
        "training.weights_seed": (0, 1, 2),
        "hardware.gpu_memory_share": (),
    }
    for path, values in lists.items():
        assert usual_field(found[path]) == Values(path=path, values=values)
    assert usual_paths(MLP)[-1] == "architecture.layers.1.units"


def whole(path: str = "training.batch_size") -> Setting:
    return settings_of(ARTICLE)[path]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("training.batch_size", "16, 32,64", (16, 32, 64)),
        ("training.learning_rate", "0.1, 1e-3", (0.1, 0.001)),
        ("architecture.layers.0.kernel_size", "3×3, 5x7, 1", ([3, 3], [5, 7], [1, 1])),
        ("training.batch_size", " , ", ()),
    ],
)
def test_lists_are_read(path: str, text: str, expected: tuple[object, ...]) -> None:
    assert read_list(whole(path), text) == expected


def test_a_list_that_cannot_be_read_is_told_by_name() -> None:
    with pytest.raises(SpecError) as caught:
        read_list(whole(), "16, many, 2.5")
    titles = {path: setting.title for path, setting in settings_of(ARTICLE).items()}
    assert readable(caught.value.faults, titles) == [
        "Batch size: expected whole numbers with commas between them. Received: many",
        "Batch size: expected whole numbers with commas between them. Received: 2.5",
    ]
    with pytest.raises(SpecError):
        read_list(whole("architecture.layers.0.kernel_size"), "3×3×3")
    assert readable(["runs: too many"], titles) == ["runs: too many"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00123456, "0.001235"),
        ([3, 5], "3×5"),
        (True, "on"),
        (None, "none"),
        ("mean_std", "mean std"),
    ],
)
def test_values_in_words(value: object, text: str) -> None:
    assert value_text(value) == text

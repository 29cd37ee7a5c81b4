"""RunSpec: JSON there and back, and one line for each thing that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.presets import PRESETS
from cnn_core.spec import MAX_JSON_BYTES, RunSpec, SpecError
from tests.strategies import run_specs

NETWORK = {"layers": [{"kind": "flatten"}, {"kind": "output"}]}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def faults(value: object) -> list[str]:
    with pytest.raises(SpecError) as caught:
        RunSpec.from_dict(value)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def faults_of_text(text: str | bytes) -> list[str]:
    with pytest.raises(SpecError) as caught:
        RunSpec.from_json(text)
    return caught.value.faults


def layer(**settings: Any) -> dict[str, Any]:
    return {"architecture": {"layers": [{"kind": "flatten"}, settings]}}


@given(run_specs())
def test_json_gives_an_equal_spec(spec: RunSpec) -> None:
    assert RunSpec.from_json(spec.to_json()) == spec
    assert RunSpec.from_dict(json.loads(spec.to_json())) == spec


def test_a_spec_is_a_value() -> None:
    spec = PRESETS["article"]
    with pytest.raises(ValueError, match="frozen"):
        spec.training.epochs = 3
    assert hash(spec) == hash(RunSpec.from_json(spec.to_json()))


def test_defaults_are_the_article_s_training() -> None:
    training = RunSpec.from_dict({"architecture": NETWORK}).training
    assert (training.optimizer, training.batch_size, training.epochs) == ("rmsprop", 64, 5)


def test_a_spec_from_before_there_were_several_seeds_has_one() -> None:
    training = RunSpec.from_dict({"architecture": NETWORK, "training": {"seed": 5}}).training
    assert (training.weights_seed, training.order_seed) == (None, None)
    assert (training.seed_of_weights, training.seed_of_order) == (5, 5)


def test_weights_and_order_can_have_seeds_of_their_own() -> None:
    seeds = {"seed": 5, "weights_seed": 0, "order_seed": 7}
    training = RunSpec.from_dict({"architecture": NETWORK, "training": seeds}).training
    assert (training.seed_of_weights, training.seed_of_order) == (0, 7)
    too_large = {"architecture": NETWORK, "training": {"order_seed": 2**31}}
    assert "training.order_seed: input should be less than 2147483648" in faults(too_large)[0]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"kind": "dense", "units": 0}, "units: input should be greater than or equal to 1"),
        ({"kind": "dense", "units": 10**9 + 1}, "units: input should be less than or equal to"),
        ({"kind": "dense", "units": 2.5}, "units: input should be a valid integer"),
        ({"kind": "dense", "units": "many"}, "units: input should be a valid integer"),
        ({"kind": "dense", "unit": 3}, "unit: extra inputs are not permitted. Received: 3"),
        ({"kind": "dense", "activation": "gelu"}, "activation: input should be 'relu'"),
        ({"kind": "conv2d", "kernel_size": [3, 0]}, "kernel_size.1: input should be greater"),
        ({"kind": "conv2d", "kernel_size": 3}, "kernel_size: expected a list. Received: 3"),
        ({"kind": "conv2d", "kernel_size": [3]}, "kernel_size.1: field required"),
        ({"kind": "conv2d", "l2": float("nan")}, "l2: input should be a finite number"),
        ({"kind": "conv2d", "l2": float("inf")}, "l2: input should be a finite number"),
        ({"kind": "dropout", "rate": 1}, "rate: input should be less than 1"),
        ({"kind": "lstm"}, "kind: expected one of conv2d, max_pooling2d, "),
        ({"kind": ["dense"]}, "kind: expected one of conv2d, max_pooling2d, "),
        ({}, "kind: field required"),
    ],
)
def test_a_fault_of_a_layer_names_its_field(settings: dict[str, Any], line: str) -> None:
    (fault,) = faults(layer(**settings))
    assert fault.startswith(f"architecture.layers.1.{line}")


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "spec: expected an object. Received: NoneType"),
        ([], "spec: expected an object. Received: list"),
        ({}, "architecture: field required"),
        ({"architecture": 3}, "architecture: expected an object. Received: 3"),
        ({"architecture": {"layers": "abc"}}, "architecture.layers: expected a list."),
        ({"architecture": {"layers": [None]}}, "architecture.layers.0: expected an object."),
        (
            {"architecture": {"layers": [{"kind": "flatten"}] * 101}},
            "architecture.layers: expected at most 100 items. Received: 101",
        ),
        (
            {"architecture": NETWORK, "training": {"schedule": {"kind": "step", "every": 0}}},
            "training.schedule.every: input should be greater than or equal to 1. Received: 0",
        ),
        (
            {"architecture": NETWORK, "hardware": {"gpu_memory_share": 0}},
            "hardware.gpu_memory_share: input should be greater than 0",
        ),
    ],
)
def test_a_fault_elsewhere_names_its_path(value: object, line: str) -> None:
    (fault,) = faults(value)
    assert fault.startswith(line)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"training": {"momentum": 0.9}}, "training.momentum"),
        ({"training": {"optimizer": "sgd", "nesterov": True}}, "training.nesterov"),
        ({"training": {"weight_decay": 0.1}}, "training.weight_decay"),
        ({"data": {"dataset": "fashion_mnist", "kept_images": 5}}, "data.kept_images"),
        (
            {
                "architecture": {
                    "layers": [{"kind": "cluster_distances", "clusters": 91}, {"kind": "output"}]
                },
                "data": {"train_images": 100},
            },
            "architecture.layers.0.clusters",
        ),
        (
            {"data": {"validation_share": 0}, "training": {"early_stopping_patience": 2}},
            "data.validation_share",
        ),
        (
            {
                "data": {"validation_share": 0.004, "train_images": 100},
                "training": {"early_stopping_patience": 2},
            },
            "data.validation_share",
        ),
        (
            {
                "data": {"validation_share": 0},
                "training": {"schedule": {"kind": "reduce_on_plateau"}},
            },
            "data.validation_share",
        ),
    ],
)
def test_settings_that_contradict_each_other(part: dict[str, Any], field: str) -> None:
    (fault,) = faults({"architecture": NETWORK} | part)
    assert fault.startswith(f"{field}: ")


def test_each_fault_has_its_line() -> None:
    lines = faults({"architecture": NETWORK, "training": {"epochs": 0, "batch_size": -1}})
    assert [line.partition(":")[0] for line in lines] == ["training.batch_size", "training.epochs"]


def test_long_and_many_faults_are_cut() -> None:
    lines = faults(
        {"architecture": NETWORK, **{f"{i}" + "x" * 10_000: "y" * 10_000 for i in range(50)}}
    )
    assert len(lines) == 21
    assert lines[-1] == "spec: and 30 more faults"
    assert max(map(len, lines)) < 250


@given(st.dictionaries(st.text(), JSON_VALUES))
@settings(max_examples=50)
def test_every_fault_is_one_printable_line(extra: dict[str, Any]) -> None:
    known = RunSpec.model_fields
    lines = faults({"unknown\n": 0, **{name: v for name, v in extra.items() if name not in known}})
    assert all(line.isprintable() and ": " in line for line in lines)


@given(JSON_VALUES)
@settings(max_examples=50)
def test_any_layer_is_taken_or_refused_with_its_path(value: object) -> None:
    (fault, *_) = faults({"architecture": {"layers": [value]}})
    assert fault.startswith("architecture.layers.0")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"architecture":',
        b"\xff\xfe\xfd",
        b"\x00" * 100,
        "[" * 100_000,
        '{"architecture": ' * 50_000,
        '{"training": {"epochs": ' + "9" * 5_000 + "}}",
    ],
    ids=["empty", "cut", "cut later", "not text", "zeros", "lists", "objects", "digits"],
)
def test_garbage_is_one_fault(text: str | bytes) -> None:
    (fault,) = faults_of_text(text)
    assert fault.startswith("spec: not valid JSON")
    assert len(fault) < 250


def test_a_huge_text_is_refused_unread() -> None:
    (fault,) = faults_of_text(" " * (MAX_JSON_BYTES + 1))
    assert fault == "spec: at most 1,000,000 bytes. Received: 1,000,001"


def test_json_s_own_extensions_are_refused() -> None:
    (fault,) = faults_of_text(
        '{"architecture": {"layers": []}, "training": {"learning_rate": NaN}}'
    )
    assert fault == "training.learning_rate: input should be a finite number. Received: nan"

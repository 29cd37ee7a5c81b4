"""What a sweep may be, what is refused before it starts, and the runs that follow from it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core import datasets
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.spec import SpecError
from cnn_core.store import Store, StoreError
from cnn_core.sweeps.definition import MOST_RUNS, Range, SweepSpec, Values, check, is_whole, spec_of
from tests.sweep_runs import BATCH, BATCHES, RATE, RATES, sweep_of

OPTIMIZERS = Values(path="training.optimizer", values=("adam", "sgd"))


def refused(**changes: object) -> list[str]:
    with pytest.raises(SpecError) as error:
        check(sweep_of(**changes))
    return error.value.faults


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"fields": ()}, "fields: a sweep needs at least one field"),
        ({"fields": (RATES, RATES)}, f"{RATE}: each field is given once"),
        ({"fields": ({"kind": "values", "path": RATE, "values": []},)}, f"{RATE}: the list is em"),
        ({"fields": (Values(path=BATCH, values=(8, 9, 8)),)}, f"{BATCH}: each value is listed on"),
        ({"fields": (Values(path=BATCH, values=tuple(range(1, 200))),)}, f"{BATCH}: expected at "),
        ({"fields": (Range(path=RATE, low=1, high=0.1),)}, f"{RATE}: the range is empty. Expecte"),
        ({"fields": (Range(path=RATE, low=1, high=1),)}, f"{RATE}: the range is empty. Expected: "),
        ({"fields": (Range(path=RATE, low=0, high=1, log=True),)}, f"{RATE}: a logarithmic range"),
        (
            {"fields": (Range(path=RATE, low=0.1, high=1, log=True, step=0.1),)},
            f"{RATE}: a logarithmic range has no step. Received: 0.1",
        ),
        ({"fields": (Range(path=RATE, low=0.1, high=1, step=0),)}, f"{RATE}: the step is above 0"),
        ({"fields": (Range(path=RATE, low=0.1, high=1, step=2),)}, f"{RATE}: the step is above 0"),
        ({"fields": (Range(path=BATCH, low=8, high=9.5),)}, f"{BATCH}: takes whole numbers. Recei"),
        ({"runs": 0}, f"runs: expected 1 to {MOST_RUNS:,}. Received: 0"),
        ({"runs": -1}, f"runs: expected 1 to {MOST_RUNS:,}. Received: -1"),
        ({"runs": None}, "runs: a sweep needs a budget of runs, of minutes, or both"),
        ({"runs": None, "minutes": 0}, "minutes: expected more than 0. Received: 0"),
        ({"target": 98}, "target: expected a share above 0 and at most 1. Received: 98"),
        ({"target": 0}, "target: expected a share above 0 and at most 1. Received: 0"),
        ({"at_once": 0}, "at_once: expected 1 to 64. Received: 0"),
        ({"method": "guess"}, "method: input should be 'grid', 'random' or 'tpe'. Received: 'gu"),
        ({"method": "grid"}, f"{RATE}: a grid needs a list of values, or a range with a step"),
        (
            {"method": "grid", "fields": (Range(path=BATCH, low=1, high=50_000),)},
            f"method: a grid has at most {MOST_RUNS:,} points. Received: 50,000",
        ),
        ({"fields": ({"path": RATE},)}, "fields.0.kind: field required"),
        ({"base": {}}, "base.architecture: field required"),
        ({"fields": (Values(path="training.rate", values=(1,)),)}, "training.rate: extra inputs "),
        ({"fields": (Values(path="train.rate", values=(1,)),)}, "train: there is no such field."),
        (
            {"fields": (Values(path="architecture.layers.99.filters", values=(1,)),)},
            "architecture.layers.99: there is no such field. Expected a number from 0 to 15",
        ),
        ({"fields": (Values(path=BATCH, values=(16, "x")),)}, f"{BATCH}: input should be a valid "),
        ({"fields": (Range(path=RATE, low=0.1, high=5000),)}, f"{RATE}: input should be less than"),
        (
            {"base": override(SMALL, ["data.validation_share=0"])},
            "data.validation_share: a sweep compares by validation images and needs one at least.",
        ),
        (
            {"fields": (Values(path="training.momentum", values=(0.5, 0.9)),)},
            "training.momentum: only sgd takes it. Received: adam",
        ),
        (
            {"fields": (Values(path="architecture.layers.0.kernel_size", values=([99, 99],)),)},
            "architecture.layers.0.kernel_size: ",
        ),
    ],
)
def test_each_fault_is_told_by_its_field(changes: dict[str, object], start: str) -> None:
    faults = refused(**changes)
    assert faults[0].startswith(start)
    assert len(faults) == 1


def test_all_faults_are_told_at_once() -> None:
    fields = (Range(path=RATE, low=2, high=1), Values(path=BATCH, values=()))
    assert [fault.partition(":")[0] for fault in refused(fields=fields, runs=0)] == [
        RATE,
        BATCH,
        "runs",
    ]


def test_some_impossible_combinations_are_no_fault() -> None:
    momenta = Values(path="training.momentum", values=(0, 0.9))
    check(sweep_of(fields=(OPTIMIZERS, momenta)))
    assert refused(fields=(Values(path="training.optimizer", values=("adam",)), momenta)) == [
        "training.momentum: only sgd takes it. Received: adam"
    ]


def test_a_large_space_is_checked_by_some_of_it() -> None:
    wide = [Values(path=f"training.{name}", values=tuple(range(1, 60))) for name in ("seed", "ep")]
    assert refused(fields=(*wide, BATCHES))[0].startswith("training.ep: extra inputs")
    fields = (Values(path="training.seed", values=tuple(range(90))), BATCHES, RATES, OPTIMIZERS)
    check(sweep_of(fields=fields))


def test_a_kind_comes_before_its_settings_in_whatever_order_they_are_given() -> None:
    fields = (
        Values(path="training.schedule.factor", values=(0.3,)),
        Values(path="training.schedule.kind", values=("exponential", "step")),
    )
    sweep = sweep_of(fields=fields)
    check(sweep)
    schedule = spec_of(sweep, (0.3, "step")).training.schedule
    assert (schedule.kind, schedule.factor) == ("step", 0.3)


@pytest.mark.parametrize(
    ("path", "low", "high", "step", "whole"),
    [
        (BATCH, 8, 64, None, True),
        (RATE, 1, 2, None, False),
        ("training.weights_seed", 1, 9, None, True),
        ("training.weights_seed", 1, 9.5, None, False),
        ("training.schedule.every", 1, 9, 2, True),
        ("training.schedule.nothing", 1, 9, 0.5, False),
    ],
)
def test_a_range_is_as_the_field_that_it_is_for(
    path: str, low: float, high: float, step: float | None, whole: bool
) -> None:
    field = Range(path=path, low=low, high=high, step=step)
    assert is_whole(sweep_of(), field) is whole


@settings(max_examples=60)
@given(st.integers(-50, 50), st.integers(1, 60), st.sampled_from([1, 2, 7, 0.1, 0.25]))
def test_a_range_s_points_are_its_steps(low: int, length: int, step: float) -> None:
    field = Range(path="x", low=low, high=low + length, step=step)
    expected = [
        low + step * count
        for count in itertools.takewhile(
            lambda count: step * count <= length + 1e-9, itertools.count()
        )
    ]
    assert field.grid == pytest.approx(expected)
    assert field.points == len(field.grid)


def test_a_definition_survives_json_and_the_store(any_store: Store) -> None:
    fields = (RATES, Values(path="architecture.layers.0.kernel_size", values=([3, 3], [5, 5])))
    sweep = sweep_of(fields=fields, base=ARTICLE, minutes=1.5, target=0.9, prune=True)
    assert SweepSpec.from_json(sweep.to_json()) == sweep
    number = any_store.sweeps.submit(sweep, "  a sweep ")
    found = any_store.sweeps.read(number)
    assert (found.spec, found.name, found.state, found.trials) == (sweep, "a sweep", "running", ())
    assert any_store.sweeps.all() == [found]


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", "7", "[" * 100_000, "x" * 2_000_000])
def test_what_is_no_definition_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        SweepSpec.from_json(text)


def test_a_sweep_that_is_not_there_is_told(store: Store) -> None:
    for ask in (store.sweeps.read, store.sweeps.stop, store.sweeps.resume):
        with pytest.raises(StoreError, match=r"There is no sweep 7\."):
            ask(7)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 90])
def test_a_sweep_has_a_name(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="name"):
        store.sweeps.submit(sweep_of(), name)


def test_its_runs_have_validation_images() -> None:
    sweep = sweep_of(fields=(Values(path="data.validation_share", values=(0, 0.1)),))
    assert refused(fields=sweep.fields)[0].startswith("data.validation_share: a sweep compares")
    assert datasets.sizes(spec_of(sweep, (0.1,)).data)[1] == 6000

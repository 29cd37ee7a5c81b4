"""Specs that differ in a seed and in nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.groups import Vary, epoch_seconds, seeds_of
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.spec import SEEDS, RunSpec
from cnn_core.store import Store
from tests.stored_runs import RESULT, begun
from tests.strategies import run_specs

SEED_FIELDS = {"seed", "weights_seed", "order_seed"}


def seeds(specs: list[RunSpec]) -> list[tuple[int | None, int | None]]:
    return [(spec.training.weights_seed, spec.training.order_seed) for spec in specs]


@pytest.mark.parametrize(
    ("vary", "expected"),
    [
        ("weights", [(7, 7), (8, 7), (9, 7)]),
        ("order", [(7, 7), (7, 8), (7, 9)]),
        ("both", [(7, 7), (8, 8), (9, 9)]),
    ],
)
def test_only_what_is_to_vary_varies(vary: Vary, expected: list[tuple[int, int]]) -> None:
    assert seeds(seeds_of(override(ARTICLE, ["training.seed=7"]), 3, vary)) == expected


def test_it_begins_with_the_spec_s_own_seeds() -> None:
    own = override(ARTICLE, ["training.weights_seed=3", f"training.order_seed={SEEDS - 1}"])
    assert seeds(seeds_of(own, 2, "both")) == [(3, SEEDS - 1), (4, 0)]


def test_all_chance_differs_where_it_has_seeds_of_its_own_too() -> None:
    plain, own = (
        override(ARTICLE, ["training.seed=7"]),
        ["training.seed=7", "training.order_seed=1"],
    )
    assert seeds_of(plain, 2, "seed") == [plain, override(ARTICLE, ["training.seed=8"])]
    again = ["training.seed=8", "training.order_seed=2"]
    assert seeds_of(override(ARTICLE, own), 2, "seed")[1] == override(ARTICLE, again)


@settings(max_examples=25)
@given(run_specs(), st.integers(2, 10), st.sampled_from(["seed", "weights", "order", "both"]))
def test_nothing_else_differs(spec: RunSpec, n: int, vary: Vary) -> None:
    specs = seeds_of(spec, n, vary)
    assert len(set(specs)) == n
    for one in specs:
        assert RunSpec.from_json(one.to_json()) == one
        assert one.model_dump(exclude={"training": SEED_FIELDS}) == spec.model_dump(
            exclude={"training": SEED_FIELDS}
        )


def test_an_epoch_takes_what_it_took_else_what_was_expected(store: Store) -> None:
    claim = begun(store)
    assert epoch_seconds(store.run(claim.run)) is None
    store.set_result(claim, RESULT.model_copy(update={"epoch_seconds": (9.0, 4.0, 5.0)}), {})
    assert epoch_seconds(store.run(claim.run)) == 5.0
    expected = store.submit(ARTICLE, "queued", expected_epoch_seconds=2.5)
    assert epoch_seconds(store.run(expected)) == 2.5

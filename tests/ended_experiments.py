"""Groups of trainings and sweeps at their end, put into a store that an engine may work on."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa

from cnn_core.database.tables import group_members, run_groups, sweep_trials, sweeps
from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.sweeps.definition import spec_of
from cnn_core.sweeps.records import Importance, SweepState, TrialState
from tests.ended_runs import ended, reached
from tests.sweep_runs import sweep_of

EPOCHS = [Point("epoch", 844 * e, e, 20.0 * e, 0.3 / e, 0.9, 0.2 / e, 0.95) for e in (1, 2)]


def ended_group(store: Store, accuracies: Sequence[float], name: str = "a group") -> int:
    """A group of trainings that reached these test accuracies; its number."""
    specs = seeds_of(ARTICLE, len(accuracies), "seed")
    runs = [ended_run(store, spec, each) for spec, each in zip(specs, accuracies, strict=True)]
    group = insert(store, run_groups, [{"name": name, "kind": "seed", "created": 1.0}])
    insert(store, group_members, [{"run_group": group, "run": run} for run in runs])
    return group


def ended_sweep(store: Store, accuracies: Sequence[float]) -> int:
    """A sweep of a rate and a list that reached these validation accuracies; its number."""
    spec = sweep_of(runs=len(accuracies))
    row = {
        "name": "a sweep",
        "spec": spec.to_json(),
        "state": SweepState.FINISHED,
        "message": "All settings were tried.",
        "created": 1.0,
        "ended": 2.0,
        "spent": 75.0,
        "importance": Importance(runs=len(accuracies), shares=(0.7, 0.3)).model_dump_json(),
    }
    sweep = insert(store, sweeps, [row])
    for number, accuracy in enumerate(accuracies):
        values = (0.001 * (number + 1), (32, 64, 128)[number % 3])
        trial = {
            "sweep": sweep,
            "number": number,
            "run": ended_run(store, spec_of(spec, values), 0.99),
            "settings": json.dumps(values),
            "state": TrialState.FINISHED,
            "accuracy": accuracy,
        }
        insert(store, sweep_trials, [trial])
    return sweep


def ended_run(store: Store, spec: RunSpec, accuracy: float) -> int:
    return store.add(ended(spec=spec, result=reached(accuracy)), EPOCHS, {})


def insert(store: Store, table: sa.Table, rows: Sequence[dict[str, object]]) -> int:
    """Put rows into a table; the number of the last one where the table counts them."""
    engine = sa.create_engine(store.url)
    with engine.begin() as connection:
        for row in rows:
            key = connection.execute(sa.insert(table).values(row)).inserted_primary_key
    engine.dispose()
    return int(key[0])

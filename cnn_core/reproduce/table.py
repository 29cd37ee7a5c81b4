"""The whole table: what is computed, and what the runs of a store say."""

from __future__ import annotations

from collections.abc import Mapping

from cnn_core.records import Point, Run
from cnn_core.reproduce import networks, trained
from cnn_core.reproduce.pen_digits import pen_digits
from cnn_core.reproduce.row import Section
from cnn_core.reproduce.trainings import CNN, COMPARISON, Standing, Training
from cnn_core.store import Store


def sections(store: Store, found: Mapping[Training, Standing]) -> tuple[Section, ...]:
    """Every section. `found`: how far the trainings are in that store."""

    def epochs(run: Run) -> list[Point]:
        return store.points(run.id, ["epoch"])

    return (
        trained.article(found[CNN], epochs),
        trained.mlp(found[COMPARISON], epochs),
        trained.goals(found),
        networks.network(),
        networks.part_one(),
        networks.data(),
        pen_digits(),
    )

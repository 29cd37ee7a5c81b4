"""The table of runs in the page: what the browser is sent, and what it may send back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from cnn_core.figures.theme import count, percent, seconds
from cnn_core.run_table import SORTED_BY, Row, usual_among
from cnn_core.web_files import read

Cell = tuple[str, str]
"""A text, and a remark that appears at the pointer."""
COLUMNS = (
    ("run", "Run"),
    ("accuracy", "Test accuracy"),
    ("validation", "Best validation"),
    ("", "What differs"),
    ("preset", "Preset"),
    ("seed", "Seed"),
    ("epochs", "Epochs"),
    ("weights", "Weights"),
    ("seconds", "Time"),
    ("device", "Device"),
    ("state", "State"),
)
_KEY = "runs-table"
NUMBERS = ("accuracy", "validation", "seed", "epochs", "weights", "seconds")

_component = st.components.v2.component(
    "runs_table",
    html='<div class="runs-table" data-testid="runs-table"></div>',
    css=read("runs/table.css"),
    js=read("elements.js") + read("runs/table.js"),
    isolate_styles=False,  # so that its parts are found by their roles as any others
)


@dataclass(frozen=True)
class Asked:
    """What was pressed in the table."""

    what: Literal["choose", "star", "sort"]
    runs: tuple[int, ...] = ()
    on: bool = False
    column: str = ""


def runs_table(
    rows: Sequence[Row],
    chosen: Collection[int],
    order: tuple[str, bool],
    others: Sequence[Row],
    answer: Callable[[Asked], None],
) -> None:
    """Show rows; `answer` is called with what is pressed, before the page is run again.

    order: the column that the rows are sorted by, and whether from the highest down. others: all
    that these differ from, themselves included.
    """
    usual = usual_among(others)
    data = {  # tuples: to look whether a list is a table, Streamlit loads pandas, 58 MB
        "label": "Runs",
        "columns": tuple(
            {"key": key, "title": title, "kind": _kind(key)} for key, title in COLUMNS
        ),
        "sorted": order[0],
        "descending": order[1],
        "rows": tuple(_sent(row, row.run.id in chosen, usual.difference(row.told)) for row in rows),
    }
    _component(key=_KEY, data=data, on_asked_change=partial(_pass_on, answer))


def read_asked(sent: object) -> Asked | None:
    """What a browser sent; None where it is no such thing."""
    match sent:
        case {"choose": [*runs], "on": bool(on)} if all(type(run) is int for run in runs):
            return Asked("choose", tuple(runs), on)
        case {"star": int(run), "on": bool(on)} if type(run) is int:
            return Asked("star", (run,), on)
        case {"sort": str(column)} if column in SORTED_BY:
            return Asked("sort", column=column)
    return None


def _kind(column: str) -> str:
    """How the browser shows a column."""
    if column in NUMBERS:
        return "number"
    return {"": "long", "preset": "words"}.get(column, "")


def _sent(row: Row, chosen: bool, differing: str) -> dict[str, object]:
    return {
        "run": row.run.id,
        "name": row.run.name,
        "tags": list(row.label.tags),
        "note": row.label.note,
        "starred": row.label.starred,
        "chosen": chosen,
        "cells": [list(cell) for cell in _cells(row, differing)],
    }


def _cells(row: Row, differing: str) -> Sequence[Cell]:
    run = row.run
    best = row.best_validation
    ended = run.epoch == run.target_epochs
    return (
        _accuracy(row),
        ("" if best is None else percent(best), "Of its epochs, on the validation images"),
        (differing, differing),
        (row.origin, ""),
        (str(run.spec.training.seed), ""),
        (str(run.epoch) if ended else f"{run.epoch} of {run.target_epochs}", ""),
        (count(row.weights), ""),
        ("" if row.seconds is None else seconds(row.seconds), ""),
        (row.device.split(" ")[0], row.device),
        (str(run.state), run.message or ""),
    )


def _accuracy(row: Row) -> Cell:
    interval = row.interval
    if row.accuracy is None or interval is None:
        return "", ""
    margin = percent(interval.half_width).removesuffix(" %")
    ends = f"{percent(interval.low)} to {percent(interval.high)}"
    return f"{percent(row.accuracy)} ± {margin}", f"95 % interval (Wilson): {ends}"


def _pass_on(answer: Callable[[Asked], None]) -> None:
    asked = read_asked(st.session_state[_KEY].get("asked"))
    if asked is not None:
        answer(asked)

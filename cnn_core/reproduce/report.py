"""What the command line says of the reported figures, and how it trains what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cnn_core.engines import chosen_engine
from cnn_core.following import train_queued
from cnn_core.reports import table
from cnn_core.reproduce.row import Row, Section, tally
from cnn_core.reproduce.text import (
    LIMITS,
    difference_text,
    limits_text,
    ours_text,
    reported_text,
    summary_text,
)
from cnn_core.reproduce.trainings import queue_missing
from cnn_core.store import Store

HEADER = ("figure", "reported", "here", "difference", "95 % limits", "", "passes where")


def train_missing(store: Store, quiet: bool) -> None:
    """Train here what no run has reached or is about to, one after another."""
    train_queued(store, chosen_engine(store, spare=False), queue_missing(store), quiet)


def reproduce_text(sections: Sequence[Section]) -> str:
    """A table for each section, what is to be known of its rows, and how many pass."""
    parts = [_section_text(section) for section in sections]
    return "\n\n".join([*parts, LIMITS, summary_text(sections)])


def reproduce_json(sections: Sequence[Section]) -> str:
    """One object: `rows`, each with its section, and how many there are of each verdict."""
    rows = [_plain(section, row) for section in sections for row in section.rows]
    return json.dumps({"rows": rows, **tally(sections)}, indent=2)


def _section_text(section: Section) -> str:
    rows = [_cells(row) for row in section.rows]
    remarks = [f"{row.figure}: {row.remark}" for row in section.rows if row.remark]
    lines = [section.title.upper(), section.about, table(HEADER, rows, {1, 2, 3, 4}), *remarks]
    return "\n".join(filter(None, lines))


def _cells(row: Row) -> list[str]:
    figures = (reported_text(row), ours_text(row), difference_text(row), limits_text(row))
    return [row.figure, *figures, row.verdict, row.rule]


def _plain(section: Section, row: Row) -> dict[str, object]:
    found = row.difference
    known = found is not None and found.low is not None
    return {
        "section": section.title,
        "figure": row.figure,
        "unit": row.unit,
        "reported": row.reported,
        "ours": row.ours,
        "difference": found and found.mean,
        "limits": [found.low, found.high] if found and known else None,
        "rule": row.rule,
        "verdict": row.verdict,
        "remark": row.remark,
    }

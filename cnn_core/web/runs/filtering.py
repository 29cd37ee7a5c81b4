"""Which runs the table shows: fields above it, which the address holds."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.records import State
from cnn_core.run_table import SORTED_BY, Filter, Row

CONDITIONS = {"State": "state", "Tag": "tag", "Preset": "origin", "Dataset": "data"}
"""Their names in the address; `preset` is Build's, and `dataset` the leaderboard's."""
_SORT = "sort"


def filter_fields(rows: Sequence[Row]) -> Filter:
    """Fields for a search and conditions; only conditions that set these rows apart are offered."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Search",
            placeholder="Name, note, tag or number",
            icon=":material/search:",
            key="search",
            bind="query-params",
            width=360,
        )
        with st.popover(_conditions_label(), icon=":material/filter_list:"):
            states = _any_of("State", [str(state) for state in State if _has_state(rows, state)])
            tags = {tag for row in rows for tag in row.label.tags}
            tagged = _any_of("Tag", sorted(tags, key=str.casefold))
            presets = _any_of("Preset", sorted({row.preset for row in rows}))
            datasets = _any_of("Dataset", sorted({row.run.spec.data.dataset for row in rows}))
        starred = st.toggle("Starred", key="starred", bind="query-params")
    return Filter(words, states, tagged, presets, datasets, starred)


def order() -> tuple[str, bool]:
    """(column, whether from the highest down) from the address; at first the newest run first."""
    asked = st.query_params.get(_SORT, "-run")
    column = asked.removeprefix("-")
    return (column, asked.startswith("-")) if column in SORTED_BY else ("run", True)


def sort_by(column: str) -> None:
    """By another column from the highest down; by the same one the other way round."""
    before, descending = order()
    st.query_params[_SORT] = column if before == column and descending else f"-{column}"


def _conditions_label() -> str:
    set_now = sum(name in st.query_params for name in CONDITIONS.values())
    return f"Conditions: {set_now}" if set_now else "Conditions"


def _has_state(rows: Sequence[Row], state: State) -> bool:
    return any(row.run.state is state for row in rows)


def _any_of(label: str, options: Sequence[str]) -> tuple[str, ...]:
    chosen: list[str] = st.multiselect(
        label,
        options,
        placeholder="Any",
        key=CONDITIONS[label],
        bind="query-params",
        disabled=not options,
    )
    return tuple(chosen)

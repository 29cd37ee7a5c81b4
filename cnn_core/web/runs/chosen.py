"""The runs that the page Runs is about: their numbers are in the address, `?runs=3,5`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st

from cnn_core.run_table import Row
from cnn_core.web.address import in_trash, offer_trash
from cnn_core.web.text import literal

MOST = 100
"""Runs chosen at once."""
_NAME = "runs"


def is_any_chosen() -> bool:
    """Whether the address names any; they need not be there."""
    return bool(_asked())


def chosen_rows(rows: Sequence[Row]) -> list[Row]:
    """Those of the rows that the address names, in its order; it is told which are not there."""
    by_id = {str(row.run.id): row for row in rows}
    asked = _asked()
    missing = [name for name in asked if name not in by_id]
    if missing:
        names = ", ".join(literal(name[:20]) for name in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        deleted = in_trash(missing)
        where = f" In the trash: {', '.join(deleted[:5])}." if deleted else ""
        st.warning(f"Not among the runs: {names}{more}.{where}")
        if deleted:
            offer_trash()
    return [by_id[name] for name in asked if name in by_id]


def chosen_numbers() -> list[int]:
    """The numbers in the address; what is no number is left out."""
    return [int(name) for name in _asked() if name.isascii() and name.isdigit() and len(name) < 19]


def choose_runs(numbers: Iterable[int]) -> None:
    """Have the address name these runs, the first MOST of them."""
    names = ",".join(map(str, list(dict.fromkeys(numbers))[:MOST]))
    if names:
        st.query_params[_NAME] = names
    else:
        st.query_params.pop(_NAME, None)


def unchoose(numbers: Collection[int]) -> None:
    """Take runs out of the address."""
    choose_runs(number for number in chosen_numbers() if number not in numbers)


def _asked() -> list[str]:
    names = st.query_params.get(_NAME, "").split(",")
    return list(dict.fromkeys(filter(None, names)))[:MOST]

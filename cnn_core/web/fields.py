"""Widgets for single fields of a spec: value, limits and key come from the spec's own model.

A key holds the draft's generation, so that a loaded spec shows at once, and the kind of
settings, so that the factors of two schedules are two widgets.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from annotated_types import Ge, Gt, Le, Lt

from cnn_core.frozen import Frozen
from cnn_core.web import draft

STRICT = 1e-6
"""How near a value may come to a limit that is not itself allowed."""


def whole(
    settings: Frozen,
    name: str,
    label: str,
    *,
    step: int = 1,
    help: str = "",
    disabled: bool = False,
) -> int:
    """A field for a whole number; gives what it holds now."""
    low, high = (None if limit is None else int(limit) for limit in limits(settings, name))
    return st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=int(getattr(settings, name)),
        step=step,
        help=help or None,
        disabled=disabled,
        key=_key(settings, name),
    )


def number(settings: Frozen, name: str, label: str, *, step: float = 0.01, help: str = "") -> float:
    """A field for any number; gives what it holds now. Its limits let in the present value."""
    low, high = limits(settings, name)
    value = float(getattr(settings, name))
    return st.number_input(
        label,
        min_value=None if low is None else min(low, value),
        max_value=None if high is None else max(high, value),
        value=value,
        step=step,
        format="%g",
        help=help or None,
        key=_key(settings, name),
    )


def choice(
    settings: Frozen, name: str, label: str, titles: Mapping[str, str], *, help: str = ""
) -> str:
    """A list to choose from; gives the name of the option, whose `titles` are shown."""
    options = list(titles)
    return st.selectbox(
        label,
        options,
        index=options.index(getattr(settings, name)),
        format_func=titles.__getitem__,
        help=help or None,
        key=_key(settings, name),
    )


def switch(
    settings: Frozen, name: str, label: str, *, help: str = "", disabled: bool = False
) -> bool:
    """A switch; gives whether it is on."""
    return st.toggle(
        label,
        value=bool(getattr(settings, name)),
        help=help or None,
        disabled=disabled,
        key=_key(settings, name),
    )


def limits(settings: Frozen, name: str) -> tuple[float | None, float | None]:
    """(lowest, highest) value that the model accepts for the field; None: no limit."""
    low = high = None
    for rule in type(settings).model_fields[name].metadata:
        match rule:
            case Ge(ge=limit):
                low = float(str(limit))
            case Gt(gt=limit):
                low = float(str(limit)) + STRICT
            case Le(le=limit):
                high = float(str(limit))
            case Lt(lt=limit):
                high = float(str(limit)) - STRICT
    return low, high


def _key(settings: Frozen, name: str) -> str:
    return f"{type(settings).__name__}-{name}-{draft.generation()}"

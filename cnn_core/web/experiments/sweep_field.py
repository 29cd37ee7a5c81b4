"""One field that a sweep changes: the widgets for its list or its range."""

from __future__ import annotations

import streamlit as st

from cnn_core.sweeps.fields import Field, Number, Range, Values
from cnn_core.sweeps.settings import EXPECTED, Setting, read_list, usual_field, value_text

LIST, RANGE = "List", "Range"


def field_form(setting: Setting, mark: str) -> Field:
    """What the widgets say. `mark`: in their keys, another one for other settings to begin with.

    Raises SpecError for a list that cannot be read.
    """
    usual, key = usual_field(setting), f"sweep-{mark}-{setting.path}"
    with st.container(border=True):
        st.markdown(f"**{setting.title}** :gray[now {value_text(setting.value)}]")
        if setting.kind == "choice":
            return _options(setting, key)
        if setting.kind == "pair" or _way(usual, key) == LIST:
            return _list(setting, usual, key)
        return _range(setting, usual, key)


def _way(usual: Field, key: str) -> str:
    return st.segmented_control(
        "List or range",
        [LIST, RANGE],
        default=RANGE if isinstance(usual, Range) else LIST,
        required=True,
        label_visibility="collapsed",
        key=f"{key}-way",
        persist_state="session",
    )


def _options(setting: Setting, key: str) -> Values:
    titles = {value_text(option): option for option in setting.options}
    chosen = st.pills(
        "Values",
        list(titles),
        selection_mode="multi",
        default=list(titles),
        label_visibility="collapsed",
        key=key,
        persist_state="session",
    )
    return Values(path=setting.path, values=tuple(titles[title] for title in chosen))


def _list(setting: Setting, usual: Field, key: str) -> Values:
    values = usual.values if isinstance(usual, Values) else usual.ends
    text = st.text_input(
        "Values",
        ", ".join(map(value_text, values)),
        max_chars=1000,
        label_visibility="collapsed",
        placeholder=EXPECTED[setting.kind],
        key=f"{key}-list",
        persist_state="session",
    )
    return Values(path=setting.path, values=read_list(setting, text))


def _range(setting: Setting, usual: Field, key: str) -> Range:
    low, high, between = st.columns(3)
    numbers = [each for each in usual.ends if isinstance(each, int | float)] or [0, 1]
    log = st.toggle(
        "Logarithmic",
        isinstance(usual, Range) and usual.log,
        help="As many values from 0.001 to 0.01 as from 0.01 to 0.1.",
        key=f"{key}-log",
        persist_state="session",
    )
    whole = setting.kind == "whole"
    with low:
        lowest = _number("From", min(numbers), whole, f"{key}-low")
    with high:
        highest = _number("To", max(numbers), whole, f"{key}-high")
    step = None
    if not log:
        with between:
            step = _number("Step", None, whole, f"{key}-step")
    return Range(path=setting.path, low=lowest or 0, high=highest or 0, log=log, step=step)


def _number(label: str, value: Number | None, whole: bool, key: str) -> Number | None:
    if whole:
        return st.number_input(
            label,
            value=None if value is None else int(value),
            step=1,
            placeholder="none",
            key=key,
            persist_state="session",
        )
    return st.number_input(
        label,
        value=None if value is None else float(value),
        step=0.001,
        format="%g",
        placeholder="none",
        key=key,
        persist_state="session",
    )

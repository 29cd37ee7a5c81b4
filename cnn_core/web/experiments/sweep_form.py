"""Starting a sweep: what it begins with, which fields change, how they are chosen, how long."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import streamlit as st

from cnn_core.figures.theme import count, seconds
from cnn_core.records import Run
from cnn_core.spec import SpecError
from cnn_core.sweeps import definition as sweeps
from cnn_core.sweeps.definition import MOST_FIELDS, SweepSpec
from cnn_core.sweeps.fields import Field
from cnn_core.sweeps.settings import Setting, readable, settings_of, usual_paths
from cnn_core.web.experiments.base_choice import Base, choose_base
from cnn_core.web.experiments.sweep_budget import (
    MINUTES_TITLE,
    RUNS_TITLE,
    TARGET_TITLE,
    budget_form,
)
from cnn_core.web.experiments.sweep_field import field_form
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store

LONGEST_BASE_NAME = 60
"""Characters of its name in that of a sweep."""
TITLES = {
    "fields": "Fields that change",
    "method": "How settings are chosen",
    "runs": RUNS_TITLE,
    "minutes": MINUTES_TITLE,
    "target": TARGET_TITLE,
}
"""How the form calls what a fault may be about."""


def sweep_form(runs: Sequence[Run]) -> None:
    """Set up a sweep and start it. `runs`: newest first."""
    base = choose_base(runs, "sweep-base", "Settings to begin with", draft_first=True)
    if base is None:
        return
    mark = f"{zlib.crc32(base.spec.to_json().encode()):08x}"
    settings = settings_of(base.spec)
    fields, faults = _fields(base, settings, mark)
    budget = budget_form(mark)
    sweep = None
    try:
        sweep = SweepSpec.of({"base": base.spec, "fields": tuple(fields), **budget.of_sweep()})
        faults += _impossible(sweep.to_json())
    except SpecError as error:
        faults += error.faults
    if sweep and not faults:
        st.caption(_extent(sweep, base))
    titles = TITLES | {path: setting.title for path, setting in settings.items()}
    _offer_start(base, sweep, readable(faults, titles))


def _fields(
    base: Base, settings: Mapping[str, Setting], mark: str
) -> tuple[list[Field], list[str]]:
    """What is to change, and what cannot be read."""
    paths = st.multiselect(
        "Fields that change",
        list(settings),
        usual_paths(base.spec),
        format_func=lambda path: settings[path].title,
        max_selections=MOST_FIELDS,
        key=f"sweep-fields-{mark}",
        persist_state="session",
    )
    fields: list[Field] = []
    faults: list[str] = []
    places = st.columns(2)
    for number, path in enumerate(paths):
        with places[number % 2]:
            try:
                fields.append(field_form(settings[path], mark))
            except SpecError as error:
                faults += error.faults
    return fields, faults


def _offer_start(base: Base, sweep: SweepSpec | None, faults: Sequence[str]) -> None:
    default = f"{base.name[:LONGEST_BASE_NAME]}, sweep"
    name = st.text_input("Name", default, max_chars=85, key=f"sweep-name-{default}")
    hindered = hindrance(base.spec)
    told = [*faults, *([hindered] if hindered else [])]
    if told:
        lines = "\n".join(f"- {fault}" for fault in told)
        st.error(f"This sweep cannot begin:\n{lines}")
    pressed = st.button(
        "Start the sweep", type="primary", icon=":material/play_arrow:", disabled=bool(told)
    )
    if pressed and sweep:
        number = store().sweeps.submit(sweep, name.strip() or default)
        engine().wake()
        st.query_params["sweep"] = str(number)
        st.rerun()


@st.cache_data(show_spinner=False, max_entries=100)
def _impossible(sweep: str) -> list[str]:
    """Why the sweep's settings, or some of its values, can never be trained."""
    try:
        sweeps.check(SweepSpec.from_json(sweep))
    except SpecError as error:
        return error.faults
    return []


def _extent(sweep: SweepSpec, base: Base) -> str:
    """How many settings are tried, and how long that takes where it is known."""
    tried = f"{count(sweep.most_runs)} settings are tried at most."
    if sweep.method == "grid":
        points = " × ".join(str(field.points) for field in sweep.fields)
        tried = f"The grid has {points} combinations. {tried}"
    if base.epoch_seconds is None:
        return tried
    every = seconds(sweep.most_runs * base.spec.training.epochs * base.epoch_seconds)
    return f"{tried} One after another, they take about {every} if epochs take as long as there."

"""Which settings an experiment begins with: the draft of Build, a preset, or those of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnn_core.arithmetic import check
from cnn_core.groups import epoch_seconds
from cnn_core.presets import PRESETS, TITLES
from cnn_core.records import Run
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft

DRAFT = "draft"
PRESET = "preset "
RUN = "run "


@dataclass(frozen=True)
class Base:
    """Settings that can be trained."""

    name: str
    """Of the run or the preset."""
    title: str
    """The same in a sentence: `run 7`, `the article's network`."""
    spec: RunSpec
    epoch_seconds: float | None = None
    """What an epoch took or is expected to take, where that is known."""


def choose_base(
    runs: Sequence[Run], key: str, label: str, *, draft_first: bool = False
) -> Base | None:
    """A list of all that there is to begin with, the newest run chosen at first, else the draft.

    `runs`: newest first. None, with the reasons, where the choice cannot be trained.
    """
    by_option = {f"{RUN}{run.id}": run for run in runs}
    titles = {
        DRAFT: "The network of the Build page",
        **{f"{PRESET}{name}": f"Preset: {title}" for name, title in TITLES.items()},
        **{option: f"{run.id} · {run.name}" for option, run in by_option.items()},
    }
    options = list(titles)
    at_first = options.index(f"{RUN}{runs[0].id}") if runs and not draft_first else 0
    option = st.selectbox(
        label, options, at_first, titles.__getitem__, key=key, persist_state="session"
    )
    try:
        base = _run(by_option[option]) if option in by_option else _other(option)
        check(base.spec)
    except SpecError as error:
        faults = "\n".join(f"- {fault}" for fault in error.faults)
        st.error(f"This cannot be trained:\n{faults}")
        return None
    return base


def _run(run: Run) -> Base:
    return Base(run.name, f"run {run.id}", run.spec, epoch_seconds(run))


def _other(option: str) -> Base:
    if option == DRAFT:
        changed = draft.architecture() != PRESETS[draft.preset()].architecture
        name = TITLES[draft.preset()] + (", changed" if changed else "")
        return Base(name, "the Build page", draft.spec())
    preset = option.removeprefix(PRESET)
    return Base(TITLES[preset], "the preset", PRESETS[preset])

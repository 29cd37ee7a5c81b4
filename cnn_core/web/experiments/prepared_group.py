"""The trainings of a prepared experiment: how far they are, and what they say so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from cnn_core.figures.prepared import experiment_figure
from cnn_core.figures.theme import percent
from cnn_core.prepared.experiment import Experiment
from cnn_core.prepared.results import Results, Trained, collect
from cnn_core.prepared.text import answer, sureness
from cnn_core.records import Group, Run, RunNotFound, State
from cnn_core.result import Result
from cnn_core.web import theme
from cnn_core.web.experiments.known_answers import known_answers
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal

TICK_SECONDS = 2.0
QUICK = (
    "Trained on a sixth of the images and for fewer epochs: at full size it may come out "
    "otherwise, above all for settings that learn slowly at first."
)
REPORTED = (
    "The test images only tell what came out; to choose settings, go by the validation accuracy."
)


def show_groups(experiment: Experiment) -> None:
    """The newest of the experiment's groups, or another one that is chosen."""
    groups = {
        group.id: group
        for group in store().groups.all()
        if group.kind == experiment.kind and group.runs
    }
    if not groups:
        st.caption("Nothing was trained for this question yet. The answer appears here.")
        return
    group = _choose(groups)
    runs = _runs(group)
    waiting = [run for run in runs if run.active]
    with st.container():
        st.fragment(_progress, run_every=TICK_SECONDS if waiting else None)(group, len(waiting))
    results = collect(experiment, runs, _trained)
    if results is None:
        st.caption("These were trained with other settings than the experiment has now.")
    elif not results.outcomes:
        st.caption("No training has a result yet.")
    else:
        _show(results)
    _links(runs)


def _choose(groups: dict[int, Group]) -> Group:
    """A list where there are several; the newest first."""
    if len(groups) == 1:
        return next(iter(groups.values()))
    number = st.selectbox(
        "Trained when",
        list(groups),
        format_func=lambda number: _title(groups[number]),
        key="prepared-group",
    )
    return groups[number]


def _title(group: Group) -> str:
    when = datetime.fromtimestamp(group.created).strftime("%Y-%m-%d %H:%M")
    return f"{when} · {group.name} · {len(group.runs)} trainings"


def _runs(group: Group) -> list[Run]:
    """Those that are still there, in the order in which they were queued."""
    found = []
    for number in group.runs:
        try:
            found.append(store().run(number))
        except RunNotFound:  # deleted since
            continue
    return found


def _progress(group: Group, waiting: int) -> None:
    with plain_errors():
        runs = _runs(group)
        ended = [run for run in runs if not run.active]
        state = _state(runs, len(ended), group.deleted)
        if waiting:
            st.progress(_share(runs), text=state)
        else:
            st.caption(f"{state}.")
        if len(runs) - len(ended) != waiting:
            st.rerun()


def _share(runs: Sequence[Run]) -> float:
    """Of all epochs, those that are finished; a run that has ended needs no more."""
    done = sum(run.epoch if run.active else run.target_epochs for run in runs)
    return min(1.0, done / max(1, sum(run.target_epochs for run in runs)))


def _state(runs: Sequence[Run], ended: int, deleted: int) -> str:
    failed = sum(run.state in (State.FAILED, State.INTERRUPTED) for run in runs)
    parts = [
        f"{ended} of {len(runs)} trainings have ended",
        f"{failed} of them without success" if failed else "",
        f"{deleted} more were deleted" if deleted else "",
    ]
    return ", ".join(filter(None, parts))


def _trained(run: Run, result: Result) -> Trained:
    epochs = store().points(run.id, ["epoch"])
    return Trained(run, result, known_answers(run), epochs[-1].accuracy if epochs else None)


def _show(results: Results) -> None:
    st.subheader(results.experiment.title, anchor=False)
    if results.missing:
        st.caption(f"So far; without a result yet: {', '.join(results.missing)}.")
    st.write(literal(answer(results)))
    theme.chart(experiment_figure(results, theme.is_dark()), f"experiment-{results.experiment.key}")
    quick = f" {QUICK}" if results.size == "quick" else ""
    st.caption(f"{_marks(results)} {sureness(results)}{quick} {REPORTED}")


def _marks(results: Results) -> str:
    """What is drawn, and what its figures hold for."""
    several = "Circles are single trainings, dots their means with 95 % intervals (Student's t)."
    single = "Lines at the dots are 95 % intervals for other test images (Wilson)."
    timed = {"epoch_seconds", "training_seconds"} & set(results.experiment.measures)
    parts = [
        several if results.seeds > 1 else single,
        "Accuracies are drawn on a scale of logarithms of the errors.",
        "Seconds are those of the machine that trained, with all else that it did."
        if timed
        else "",
    ]
    return " ".join(filter(None, parts))


def _links(runs: Sequence[Run]) -> None:
    with st.expander("Its runs"):
        for run in runs:
            page = "pages/results.py" if run.result else "pages/train.py"
            reached = percent(run.result.test_accuracy) if run.result else str(run.state)
            st.page_link(
                page,
                label=f"Run {run.id} · {literal(run.name)} · {reached}",
                query_params={"run": str(run.id)},
            )

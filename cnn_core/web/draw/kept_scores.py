"""How well runs recognise the kept digits: right answers, their interval, confusions, errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnn_core.datasets import CLASS_NAMES, Dataset
from cnn_core.drawing.kept_digits import as_images
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count, percent
from cnn_core.prediction import MAX_RUNS
from cnn_core.records import KeptDigit, Run, StoreError
from cnn_core.scores import Answers
from cnn_core.web import theme
from cnn_core.web.judged import Judged, show_confusion, show_errors
from cnn_core.web.session import engine, store
from cnn_core.web.text import apart, literal, literal_name
from cnn_core.worker_process import WorkerError

DATASET: Dataset = "mnist"
AT_FIRST = 5
"""Runs that are chosen until somebody chooses others: the newest."""
FEW = 100
_ANSWERS = "kept_answers"


@dataclass(frozen=True)
class Question:
    """What a run's answers depend on: its weights and the digits."""

    run: int
    attempt: int
    step: int
    digits: tuple[int, ...]


@dataclass(frozen=True)
class Scored:
    run: Run
    answers: Answers

    @property
    def name(self) -> str:
        return _name(self.run)

    @property
    def right(self) -> str:
        """`17 of 20`."""
        return f"{count(self.answers.correct)} of {count(len(self.answers))}"

    @property
    def accuracy(self) -> str:
        return percent(self.answers.correct / len(self.answers), self._decimals)

    @property
    def interval(self) -> tuple[str, str]:
        """(`64`, `95 %`)"""
        interval = self.answers.interval()
        low, high = (percent(end, self._decimals) for end in (interval.low, interval.high))
        return low.removesuffix(" %"), high

    @property
    def _decimals(self) -> int:
        """As many as the number of digits bears."""
        return 0 if len(self.answers) < 1000 else 1


def kept_scores(digits: Sequence[KeptDigit]) -> None:
    """Choose runs, have a worker score them, and look at the answers of one."""
    st.subheader("Runs on my digits", anchor=False)
    runs = _runs_with_answers()
    if not runs:
        st.caption("Once a network has been trained on MNIST, it can be scored on these digits.")
        return
    numbers = tuple(digit.id for digit in digits)
    asked = {Question(run.id, run.attempt, run.step, numbers): run for run in _chosen(runs)}
    known = _known(numbers)
    if st.button("Score the runs", type="primary", disabled=not asked, key="score-runs"):
        known |= _answered([question for question in asked if question not in known], digits)
    scored = [Scored(run, known[question]) for question, run in asked.items() if question in known]
    if scored:
        _show_table(scored)
        _show_one(scored, digits)


def _runs_with_answers() -> list[Run]:
    """Runs on digits that have a model, the newest first."""
    able = store().runs_with("model")
    return [run for run in store().runs() if run.id in able and run.spec.data.dataset == DATASET]


def _chosen(runs: Sequence[Run]) -> list[Run]:
    by_id = {run.id: run for run in runs}
    chosen = st.multiselect(
        "Runs",
        list(by_id),
        default=list(by_id)[:AT_FIRST],
        format_func=lambda number: _name(by_id[number]),
        max_selections=MAX_RUNS,
        key=f"runs-to-score-{runs[0].id}",
    )
    return [by_id[number] for number in chosen]


def _name(run: Run) -> str:
    return f"{run.id} · {run.name}"


def _known(digits: tuple[int, ...]) -> dict[Question, Answers]:
    """Answers found in this session to these very digits; those to others are forgotten."""
    before: dict[Question, Answers] = st.session_state.get(_ANSWERS, {})
    known = {question: found for question, found in before.items() if question.digits == digits}
    st.session_state[_ANSWERS] = known
    return known


def _answered(
    questions: Sequence[Question], digits: Sequence[KeptDigit]
) -> dict[Question, Answers]:
    """What a worker finds; nothing, with the reason on the page, where it fails."""
    if not questions:
        return {}
    images = as_images(digits)
    try:
        with st.spinner("A worker asks the models: about ten seconds."):
            job = engine().predict([question.run for question in questions], images.pixels)
            outputs = job.result()
    except (StoreError, WorkerError) as error:
        st.error(literal(str(error)), icon=":material/error:")
        return {}
    return {question: Answers(outputs[question.run], images.labels) for question in questions}


def _show_table(scored: Sequence[Scored]) -> None:
    rows = [
        (apart(each.name), each.right, each.accuracy, " to ".join(each.interval)) for each in scored
    ]
    st.html(plain_table(("Run", "Right", "Accuracy", "95 % interval"), rows, theme.colours()))
    if len(scored[0].answers) < FEW:
        st.caption("Few digits tell little: the interval gets narrower with each one that is kept.")
    for each in scored:
        if each.run.spec.data.kept_images:
            st.caption(
                f"{literal_name(each.name)} was trained on kept digits: its figures say little "
                "about digits that it has not seen."
            )


def _show_one(scored: Sequence[Scored], digits: Sequence[KeptDigit]) -> None:
    """The answers of one run, chosen in a list."""
    by_id = {each.run.id: each for each in scored}
    number = st.selectbox(
        "Look at", list(by_id), format_func=lambda number: by_id[number].name, key="scored-run"
    )
    chosen, pixels = by_id[number], as_images(digits).pixels
    low, high = chosen.interval
    st.markdown(f"**{chosen.right} right: between {low} and {high}** (95 % interval, Wilson).")
    key = f"my-digits-run-{number}"
    judged = Judged(chosen.answers, CLASS_NAMES[DATASET], lambda rows: pixels[rows], key)
    show_confusion(judged)
    show_errors(judged)

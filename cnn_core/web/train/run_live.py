"""The part of a run's panel that ticks: progress, figures, curves."""

from __future__ import annotations

import streamlit as st

from cnn_core import datasets
from cnn_core.curves import CurveReader, Curves
from cnn_core.figures.curves import View
from cnn_core.figures.theme import count, percent, seconds
from cnn_core.plan import steps_per_epoch
from cnn_core.progress import Progress, awaits_test, progress, stopped_early
from cnn_core.records import Run, State
from cnn_core.result import Result
from cnn_core.scores import wilson
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal
from cnn_core.web.theme import is_dark
from cnn_core.web.train.drawn_curves import charts_of
from cnn_core.web.train.live_chart import live_chart
from cnn_core.web.train.run_list import active_runs, runs_before

TICK_SECONDS = 0.5
UNKNOWN = "–"


def run_live(shown: Run) -> None:
    """Draw the run as it is now, again and again while something happens to it.

    Of a run that waits only the bars are: many wait while one is trained.
    """
    ticks = TICK_SECONDS if shown.active or awaits_test(shown) else None
    if shown.state is State.QUEUED:
        st.fragment(_waiting, run_every=ticks)(shown)
        st.fragment(_reached)(shown)
    else:
        st.fragment(_reached, run_every=ticks)(shown)


def _waiting(shown: Run) -> None:
    """Its place in the queue. Its own points are not read: they stay what they are."""
    with plain_errors():
        if _standing(shown) not in map(_standing, active_runs()):
            _read(shown)
        _bars(shown, progress(shown, Curves(), steps_per_epoch(shown.spec)))


def _standing(run: Run) -> tuple[int, State, int]:
    return run.id, run.state, run.attempt


def _reached(shown: Run) -> None:
    with plain_errors():
        run, curves = _read(shown)
        steps = steps_per_epoch(run.spec)
        if run.state is not State.QUEUED:
            _bars(run, progress(run, curves, steps))
        _figures(run, curves, progress(run, curves, steps))
        _charts(run, curves, steps)


def _read(shown: Run) -> tuple[Run, Curves]:
    """The run as it is now; where it has changed its state, the whole page is drawn anew."""
    run, curves = _reader(store().url, shown.id).read(store())
    if (run.state, run.attempt, run.result) != (shown.state, shown.attempt, shown.result):
        st.rerun()
    return run, curves


@st.cache_resource(max_entries=200, show_spinner=False)
def _reader(store_url: str, run: int) -> CurveReader:
    """One reader per run for all sessions, so that its points are read once."""
    return CurveReader(run)


def _bars(run: Run, now: Progress) -> None:
    left, right = st.columns(2)
    epoch = f"Epoch {now.epoch} of {now.epochs}"
    left.progress(now.epoch_share, text=f"{epoch}: {percent(now.epoch_share, 0)}")
    right.progress(now.run_share, text=_activity(run, now))


def _activity(run: Run, now: Progress) -> str:
    """What is being done, and for how long still."""
    done = f"Run: {percent(now.run_share, 0)}"
    if run.state is State.QUEUED:
        return runs_before(run)
    if awaits_test(run) or (run.state is State.RUNNING and now.run_share == 1):
        return f"{done}, the model is being tested"
    if stopped_early(run):
        return f"Run: stopped early, after epoch {run.epoch} of {run.target_epochs}"
    if run.state is not State.RUNNING:
        return done
    if now.seconds_left is None:
        return "Preparing data and network"
    return f"{done}, {seconds(now.seconds_left)} left"


def _figures(run: Run, curves: Curves, now: Progress) -> None:
    pace = now.images_per_second
    with st.container(horizontal=True):
        st.metric("Images per second", count(pace) if pace else UNKNOWN, width=135)
        st.metric(
            "Learning rate",
            UNKNOWN if now.learning_rate is None else f"{now.learning_rate:.3g}",
            width=135,
        )
        _epoch_time(run, now)
        st.metric("Device", literal(run.device) if run.device else UNKNOWN, width=135)
        _validation(run, curves)
        if run.result is not None:
            _test(run.result)


def _epoch_time(run: Run, now: Progress) -> None:
    expected = run.expected_epoch_seconds
    st.metric(
        "Time per epoch",
        _seconds(now.epoch_seconds),
        delta=f"expected {seconds(expected)}" if expected else "not measured before",
        delta_color="off",
        delta_arrow="off",
        width=135,
    )


def _validation(run: Run, curves: Curves) -> None:
    """The newest validation accuracy, and how sure it is."""
    newest = curves.epochs[-1] if curves.epochs else None
    images = datasets.sizes(run.spec.data)[1]
    if newest is None or newest.val_accuracy is None:
        note = "after an epoch" if images else "no images for it"
        _accuracy("Validation accuracy", UNKNOWN, note)
        return
    _accuracy(
        f"Validation accuracy, epoch {newest.epoch}",
        percent(newest.val_accuracy),
        _interval(newest.val_accuracy, images),
        f"On {count(images)} images that are not trained with. With others like them it would "
        "lie between these limits, 95 times in 100.",
    )


def _test(result: Result) -> None:
    _accuracy(
        "Test accuracy",
        percent(result.test_accuracy),
        _interval(result.test_accuracy, result.test_images),
        f"On {count(result.test_images)} images that neither training nor validation has seen.",
    )


def _accuracy(label: str, value: str, note: str, help: str | None = None) -> None:
    st.metric(label, value, delta=note, delta_color="off", delta_arrow="off", width=230, help=help)


def _interval(share: float, images: int) -> str:
    low, high = wilson(round(share * images), images)
    return f"95 %: {100 * low:.2f} to {percent(high)}"


def _charts(run: Run, curves: Curves, steps: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        smoothing = st.slider(
            "Smoothing of the batches",
            0.0,
            0.98,
            0.8,
            width=240,
            key="smoothing",
            persist_state="session",
        )
        log = st.toggle("Logarithmic loss", key="log-loss", persist_state="session")
    charts = charts_of(curves, View(steps, smoothing, log, is_dark()))
    left, right = st.columns(2)
    with left:
        live_chart(charts.loss, f"loss-{run.id}", "Loss by epoch")
    with right:
        live_chart(charts.accuracy, f"accuracy-{run.id}", "Accuracy by epoch")
    st.caption(
        "Thin: each mini-batch's own value, before its step. Bold: an epoch's mean, while the "
        "weights were changing. Dashed: validation images, at the epoch's end. Star: the epoch "
        "with the lowest validation loss."
    )


def _seconds(duration: float | None) -> str:
    return UNKNOWN if duration is None else seconds(duration)

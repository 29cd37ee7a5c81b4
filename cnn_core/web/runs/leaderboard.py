"""The leaderboard: accuracy against what it costs, and the ranking under limits for all."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.comparison.mcnemar import Comparison
from cnn_core.figures.pareto import COSTS, TITLES, Cost, pareto_figure
from cnn_core.figures.ranking_table import ranking_table
from cnn_core.figures.theme import count, percent, seconds, short_count
from cnn_core.leaderboard import Entry, Limits, Ranking, leads, rank
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.experiments.known_answers import known_answers
from cnn_core.web.text import apart
from cnn_core.web.train.data_form import DATASETS

SHOWN = 25
HEADINGS = (
    "Place and run",
    "Test accuracy",
    "Ahead of the next by",
    "Weights",
    "Multiply-adds",
    "Training",
)
MEANING = (
    "± is the 95 % interval of one training on 10,000 images (Wilson). “Ahead” is judged on the "
    "images that only one of the two has right (McNemar's exact test, all neighbours together): "
    "≈ marks neighbours that cannot be told apart. Seconds are those of the machine that trained."
)
FLATTERED = (
    "This ranking chooses by the very images that it measures on, so the first place is flattered, "
    "and the more so the more runs compete (the winner's curse)."
)


def show_leaderboard(runs: Sequence[Run]) -> None:
    """The runs that keep to limits which the address of the page holds. `runs`: all there are."""
    limits = _limits()
    ranking = rank(runs, limits)
    if ranking.entries:
        cost = _cost()
        theme.chart(pareto_figure(ranking.entries, cost, theme.is_dark()), "leaderboard")
        _table(ranking.entries[:SHOWN])
        st.caption(f"{_left_out(ranking)}{MEANING}")
        st.caption(FLATTERED)
    else:
        st.info(f"No run takes part. {_left_out(ranking)}".strip())


def _limits() -> Limits:
    """What the widgets say; each has its place in the address."""
    first, second, third, fourth = st.columns(4)
    with first:
        dataset = st.selectbox(
            "Dataset",
            list(DATASETS),
            format_func=DATASETS.__getitem__,
            key="dataset",
            bind="query-params",
        )
    with second:
        weights = _limit("Weights at most", "max-weights", 10_000)
    with third:
        duration = _limit("Seconds of training at most", "max-seconds", 30)
    with fourth:
        work = _limit("Multiply-adds at most", "max-multiply-adds", 500_000)
    st.caption("The address of this page holds these limits: whoever opens it sees the same.")
    return Limits(
        dataset="fashion_mnist" if dataset == "fashion_mnist" else "mnist",
        weights=weights,
        seconds=duration,
        multiply_adds=work,
    )


def _limit(label: str, key: str, step: int) -> int | None:
    return st.number_input(
        label,
        min_value=1,
        value=None,
        step=step,
        placeholder="No limit",
        key=key,
        bind="query-params",
    )


def _cost() -> Cost:
    return st.segmented_control(
        "Accuracy against",
        COSTS,
        format_func=TITLES.__getitem__,
        default=COSTS[0],
        required=True,
        key="against",
        bind="query-params",
    )


def _left_out(ranking: Ranking) -> str:
    """Who does not take part, and why; ends with a space unless empty."""
    parts = []
    if len(ranking.entries) > SHOWN:
        parts.append(f"The best {SHOWN} of {count(len(ranking.entries))} runs are listed.")
    if ranking.over:
        parts.append(f"Over a limit: {_runs(ranking.over)}.")
    if ranking.other_images:
        parts.append(
            f"Tested on other images than the official ones, as the article's own split is, and "
            f"so not comparable: {_runs(ranking.other_images)}."
        )
    return "".join(f"{part} " for part in parts)


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{count(number)} runs"


def _table(entries: Sequence[Entry]) -> None:
    ahead = [*leads([known_answers(entry.run) for entry in entries]), None]
    rows = [
        _row(1 + sum(other.accuracy > entry.accuracy for other in entries), entry, lead)
        for entry, lead in zip(entries, ahead, strict=True)
    ]
    st.html(ranking_table(HEADINGS, rows, theme.colours()))


def _row(place: int, entry: Entry, lead: Comparison | None) -> list[str]:
    margin = percent(entry.interval.half_width).removesuffix(" %")
    return [
        f"{place}. {apart(entry.run.name)} (run {entry.run.id})",
        f"{percent(entry.accuracy)} ± {margin}",
        _lead(lead),
        count(entry.weights),
        short_count(entry.multiply_adds),
        seconds(entry.seconds),
    ]


def _lead(lead: Comparison | None) -> str:
    """`0.31 ± 0.15 points`, with a mark where that may be chance; nothing where it is unknown."""
    if lead is None:
        return ""
    return lead.points if lead.shown else f"≈ {lead.points}"

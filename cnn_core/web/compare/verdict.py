"""Is one run better than another, or is it chance?"""

from __future__ import annotations

import streamlit as st

from cnn_core.comparison.mcnemar import Comparison, Pair, compare_all, p_text, sentences
from cnn_core.figures.compared_matrix import matrix_table
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import count, percent, seconds, true_minus
from cnn_core.scores import wilson
from cnn_core.web import theme
from cnn_core.web.compare.compared import Compared

HEADINGS = ("Run", "Test accuracy", "95 % interval", "Right", "Weights", "Epochs", "Training")
SENTENCE = '<div role="status" style="font-size:22px;line-height:30px;font-weight:600">{}</div>'
FEW = 5
MEANING = (
    "This is about these trained networks and images of this kind. Another seed gives another "
    "network: whether the settings make a difference, several trainings of each tell (page "
    "Experiments, Repeat)."
)


def show_verdict(compared: Compared) -> None:
    """A sentence for two runs, a matrix for more, and what each reached."""
    found = compare_all(list(compared.images.right))
    if len(compared.members) == 2:
        _show_pair(found[0, 1], compared.letters)
    else:
        _show_pairs(found, compared.letters)
    st.caption(MEANING)
    _show_reached(compared)


def _show_pair(found: Comparison, letters: list[str]) -> None:
    st.html(SENTENCE.format(found.sentence(*letters)))
    first, second = letters
    difference, low, high = (
        true_minus(f"{points:+.{found.decimals}f}")
        for points in (found.difference, found.low, found.high)
    )
    st.write(
        f"{second} − {first}: {difference} points, 95 % interval {low} to {high}. McNemar's exact "
        f"test: p {p_text(found.p)}. Of the same {count(found.images)} test images "
        f"{count(found.second_only)} are recognised by {second} alone and "
        f"{count(found.first_only)} by {first} alone."
    )
    st.caption(
        "The interval is Bonett and Price's for paired shares, or that of McNemar's exact test "
        "where it is wider: it leaves out 0 exactly where p is below 0.05. Of two equal networks "
        "at most 5 pairs in 100 are called unlikely to be chance."
    )


def _show_pairs(found: dict[Pair, Comparison], letters: list[str]) -> None:
    told = sentences(found, letters)
    differ = sum(each.shown for each in found.values())
    headline = f"{differ} of {len(found)} pairs differ by more than chance." if differ else told[0]
    st.html(SENTENCE.format(headline))
    st.html(matrix_table(found, letters, theme.colours()))
    st.caption(
        "Points of test accuracy: the row's run minus the column's. p: McNemar's exact test, "
        f"adjusted by Holm's procedure for {len(found)} pairs at once: where all runs are equal, "
        "at most 5 of 100 such tables call any two different. Each interval has the confidence "
        "at which the procedure decides its pair (95 % or more)."
    )
    if differ:
        with st.expander("In sentences", expanded=differ <= FEW):
            st.markdown("\n".join(f"- {sentence}" for sentence in told))


def _show_reached(compared: Compared) -> None:
    rows = []
    for run, letter, right in zip(
        compared.runs, compared.letters, compared.images.right.sum(axis=1).tolist(), strict=True
    ):
        images = len(compared.images.labels)
        low, high = wilson(right, images)
        rows.append(
            (
                letter,
                percent(right / images),
                f"{percent(low)} to {percent(high)}",
                count(right),
                count(run.result.weights) if run.result else "–",
                count(run.epoch),
                seconds(run.result.seconds) if run.result else "–",
            )
        )
    st.html(plain_table(HEADINGS, rows, theme.colours()))

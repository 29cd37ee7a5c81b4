"""What the last maps say for each class, and which of them speak for another one."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.contributions import MOST, contributions_figure
from cnn_core.figures.mean_maps import scaled
from cnn_core.figures.misleading_maps import MisleadingMap, misleading_maps_table
from cnn_core.figures.theme import count, percent, true_minus
from cnn_core.inside import survey_layers
from cnn_core.scores import most_confused, wilson
from cnn_core.web import theme
from cnn_core.web.inside.surveyed import Surveyed

MISLEADING = 6
"""Maps shown that speak for another class."""


def show_last_maps(surveyed: Surveyed) -> None:
    """Two subsections; a sentence where the output layer takes the pixels themselves."""
    position = survey_layers.source(surveyed.layers)
    if position is None:
        st.write(
            "The output layer takes the pixels themselves: nothing lies between to switch off."
        )
        return
    left, right = st.columns(2, gap="large")
    with left:
        _show_contributions(surveyed, position)
    with right:
        _show_confusing(surveyed, position)


def _show_contributions(surveyed: Surveyed, position: int) -> None:
    survey, noun = surveyed.survey, surveyed.noun(position)
    st.subheader(f"What the last {noun}s say for a class", anchor=False)
    st.caption(_how(surveyed, position))
    figure = contributions_figure(
        survey.contributions, survey.order(), surveyed.names, noun.capitalize(), theme.is_dark()
    )
    theme.chart(figure, key=f"contributions-run-{surveyed.run.id}")
    if surveyed.units(position) > MOST:
        st.caption(f"The first {MOST} rows of {count(surveyed.units(position))}.")


def _how(surveyed: Surveyed, position: int) -> str:
    survey, noun = surveyed.survey, surveyed.noun(position)
    instead = "" if noun == "map" else "The network has no maps: these are its last hidden units. "
    return (
        f"{instead}Each {noun} of {surveyed.title(position)} is set to 0 in turn, and the layers "
        f"behind it compute again, for {surveyed.images(int(survey.ablated.sum()))}. Colour: by "
        "how much the logit of the images' own class (its output before the last activation) "
        f"falls, in the mean over the images of that class. Blue: the {noun} speaks for the class. "
        f"Orange: against it. Rows are sorted by the class that a {noun} says most for, "
        "then by how much."
    )


def _show_confusing(surveyed: Surveyed, position: int) -> None:
    st.subheader("What confuses two classes", anchor=False)
    true, other = _choose_pair(surveyed)
    if true == other:
        st.caption("Choose two different classes.")
        return
    st.write(_how_often(surveyed, true, other))
    _show_misleading(surveyed, position, true, other)


def _choose_pair(surveyed: Surveyed) -> tuple[int, int]:
    """At first the classes that are confused most often."""
    pair = most_confused(surveyed.survey.confusion) or (0, 1)
    with st.container(horizontal=True):
        true, other = (
            st.selectbox(
                label,
                range(len(surveyed.names)),
                index=first,
                format_func=surveyed.names.__getitem__,
                key=f"survey-{key}-{surveyed.run.id}",
                width=150,
            )
            for label, first, key in zip(
                ("Images of", "Taken for"), pair, ("true", "other"), strict=True
            )
        )
    return true, other


def _how_often(surveyed: Surveyed, true: int, other: int) -> str:
    """How many images of the one class are taken for the other."""
    of_class = surveyed.survey.confusion[true]
    taken, total = int(of_class[other]), int(of_class.sum())
    first, second = surveyed.names[true], surveyed.names[other]
    if not total:
        return f"There is no image of {first} among them."
    low, high = wilson(taken, total)
    return (
        f"**{count(taken)} of {surveyed.images(total)} of {first} taken for {second}**: "
        f"{percent(taken / total)} (95 % interval {percent(low)} to {percent(high)})."
    )


def _show_misleading(surveyed: Surveyed, position: int, true: int, other: int) -> None:
    """The maps that say most for the other class, with what they show in the mean."""
    survey, noun = surveyed.survey, surveyed.noun(position)
    first, second = surveyed.names[true], surveyed.names[other]
    maps = survey.misleading_most(true, other)[:MISLEADING]
    if not maps:
        st.write(f"No {noun} speaks for {second} on images of {first}, in the mean.")
        return
    table = misleading_maps_table(
        [_misleading(surveyed, position, each, (true, other)) for each in maps],
        (first, second),
        noun.capitalize(),
        theme.colours(),
        theme.is_dark(),
    )
    st.html(table)
    st.caption(
        f"The {noun}s that say most for {second} against {first}, on "
        f"{surveyed.images(int(survey.ablated[true]))} of {first}: set to 0, the {noun} takes so "
        f"much from the lead of {second}'s logit over {first}'s, in the mean ± its 95 % interval. "
        f"Beside it, the {noun}'s mean for either class, coloured as above."
    )


def _misleading(
    surveyed: Surveyed, position: int, number: int, pair: tuple[int, int]
) -> MisleadingMap:
    survey = surveyed.survey
    said, margin = survey.misleading(*pair)[number], survey.margin(*pair)[number]
    means = survey.means.get(position)
    shares = None if means is None else scaled(means[..., [number]])
    return MisleadingMap(
        number,
        true_minus(f"{said:+.2f} ± {margin:.2f}"),
        [] if shares is None else [shares[label, ..., 0] for label in pair],
    )

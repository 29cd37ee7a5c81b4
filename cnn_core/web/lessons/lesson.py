"""A lesson's picture in a page: what it is given, what it reports, and the way on to Build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import streamlit as st

from cnn_core.spec import RunSpec
from cnn_core.web.build.links import to_query
from cnn_core.web.envelope import envelope
from cnn_core.web_files import lesson_script, lesson_style


def lesson(name: str, data: Mapping[str, object], parts: Sequence[bytes] = ()) -> None:
    """Show the picture that `lesson_<name>.js` draws.

    data: what JSON can say; the picture's `update` gets it with `parts`, as openEnvelope gives
    them, whenever either has changed. What the visitor has set in the picture stays as it is, also
    while other lessons and pages are looked at.
    """
    _component(name)(key=_key(name), data=envelope(data, parts), on_setting_change=_nothing)


def setting(name: str) -> object:
    """What the picture last sent by its `send`, as JSON brings it; None before. Foreign data."""
    match st.session_state.get(_key(name)):
        case {"setting": sent}:
            return sent
    return None


def build_link(spec: RunSpec, preset: str = "article") -> None:
    """A link that opens the page Build with this network, told as a change of the preset."""
    st.page_link(
        "pages/build.py",
        label="Open in Build",
        icon=":material/stacks:",
        query_params=to_query(spec, preset),
    )


@cache
def _component(name: str) -> Callable[..., object]:
    return st.components.v2.component(
        f"lesson_{name}",
        html=f'<div class="lesson-root" data-lesson="{name}"></div>',
        css=lesson_style(),
        js=lesson_script(name),
        isolate_styles=False,  # so that its parts are found by their roles as any others
    )


def _key(name: str) -> str:
    return f"lesson-{name}"


def _nothing() -> None:
    """A state needs a callback; what it brings is read by `setting`."""

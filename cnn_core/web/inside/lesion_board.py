"""The switches for a layer's maps in a page: what the browser gets, and what it may send back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st
from pydantic import ValidationError

from cnn_core.questions import Lesion
from cnn_core.web.envelope import envelope
from cnn_core.web_files import lesion_script, lesion_style

_component = st.components.v2.component(
    "lesion_board",
    html='<div class="lesion-root"></div>',
    css=lesion_style(),
    js=lesion_script(),
    isolate_styles=False,  # so that its parts are found by their test ids as any others
)


def lesion_board(
    key: str,
    payload: tuple[str, bytes],
    layer: tuple[int, str],
    images: tuple[str, str],
    smallest: Sequence[int] | None,
) -> Lesion | None:
    """Show the switches; the set that was asked about since the page was last run.

    payload: its digest and its bytes. layer: its position from 0, and what it has, "map" or "unit".
    images: where they are served, relative to the page, and what they are, "validation images".
    smallest: the maps that are off when only the smallest set is on; None where it is not known.
    """
    digest, data = payload
    position, noun = layer
    address, source = images
    about = {"key": digest, "position": position, "noun": noun}
    about |= {"address": address, "source": source}
    about["smallest"] = None if smallest is None else list(smallest)
    result = _component(key=key, data=envelope(about, [data]), on_exact_change=_nothing)
    return read_asked(result.exact)


def read_asked(sent: object) -> Lesion | None:
    """The question in what a browser sent; None where it is no such thing.

    Whether the layer has these maps is seen by who answers it.
    """
    match sent:
        case {"layer": layer, "off": [_, *_] as off}:
            fields = {"layer": layer, "off": tuple(off)}
            with suppress(ValidationError):
                return Lesion.model_validate(fields, strict=True)
    return None


def _nothing() -> None:
    """A trigger needs a callback; what it brings is read where the board is shown."""

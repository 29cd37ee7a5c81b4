"""My digits: the drawings that were kept, to look at, delete and download, and to score runs on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.drawing.kept_digits import as_images, to_zip
from cnn_core.figures.theme import count
from cnn_core.records import KeptDigit
from cnn_core.web import theme
from cnn_core.web.draw.kept_scores import kept_scores
from cnn_core.web.gallery import gallery
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store

FIRST = 20
MOST = 100
"""Digits shown at once: each has a button of its own."""
TILE = 92
"""Pixels."""
_DELETED = "kept_deleted"


def kept_panel() -> None:
    """The section of the Draw page."""
    st.subheader("My digits", anchor=False)
    st.fragment(_panel)()


def _panel() -> None:
    with plain_errors():
        digits = store().digits.all()
        if digits:
            _tell(digits)
            _offer_files(digits)
        else:
            st.info(
                "No digits are kept yet. Draw one, say which digit it is, and press Keep this "
                "digit: then you can score your networks on it, and train them on it."
            )
        _offer_undo()
        if digits:
            _show(digits)
            kept_scores(digits)


def _tell(digits: Sequence[KeptDigit]) -> None:
    kept = "1 digit is kept" if len(digits) == 1 else f"{count(len(digits))} digits are kept"
    st.caption(
        f"{kept} on the server, in the form that the networks see. The Train page can add them to "
        "the training images."
    )


def _offer_files(digits: Sequence[KeptDigit]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Download (zip)",
            data=lambda: to_zip(digits),
            file_name="my-digits.zip",
            on_click="ignore",
            icon=":material/download:",
            key="download-digits",
        )
        with st.popover("Delete all", icon=":material/delete:"):
            st.write(f"Delete all {count(len(digits))} kept digits? This cannot be undone.")
            if st.button("Delete them", icon=":material/delete:", key="delete-digits"):
                store().digits.delete(digit.id for digit in digits)
                st.session_state.pop(_DELETED, None)
                st.rerun()


def _offer_undo() -> None:
    """The way back for the digit that was deleted last."""
    deleted: KeptDigit | None = st.session_state.get(_DELETED)
    if deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(f"Deleted: a drawing kept as {deleted.label}.")
        if st.button("Undo", icon=":material/undo:", type="tertiary", key="undelete-digit"):
            store().digits.keep(deleted.label, deleted.pixels)
            del st.session_state[_DELETED]
            st.rerun()


def _show(digits: Sequence[KeptDigit]) -> None:
    """The newest digits first, each with its label and a button to delete it."""
    every = "all" if len(digits) <= MOST else f"the newest {MOST}"
    wanted = len(digits) > FIRST and st.toggle(f"Show {every}", key="all-kept-digits")
    newest = digits[::-1][: MOST if wanted else FIRST]
    with st.container(horizontal=True, gap="small"):
        for digit in newest:
            with st.container(width=TILE, gap=None):
                _tile(digit)


def _tile(digit: KeptDigit) -> None:
    pixels = as_images([digit]).pixels
    st.html(gallery(pixels, [(str(digit.label), "")], theme.colours(), theme.is_dark()))
    told = f"Delete this {digit.label}"
    key = f"delete-digit-{digit.id}"
    if st.button("Delete", type="tertiary", help=told, key=key):
        store().digits.delete([digit.id])
        st.session_state[_DELETED] = digit
        st.rerun()

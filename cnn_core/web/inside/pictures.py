"""Small pictures on a page, in its colours."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cnn_core.figures.pictures import Picture, pictures_html
from cnn_core.web import theme


def show_pictures(pictures: Iterable[Picture]) -> None:
    """Side by side, as many as the page is wide."""
    st.html(pictures_html(pictures, theme.colours(), theme.is_dark()))

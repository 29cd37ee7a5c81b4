"""The lesson Convolution: a filter that meets every window of an image."""

from __future__ import annotations

import streamlit as st

from cnn_core.web.lesson import lesson

TEXT = """\
A filter is a small grid of weights. At each place of the image it is laid over a window of its own
size: every pixel is multiplied by the weight above it, the products are added up, then the bias,
and the activation makes one value of the map out of that sum.

Nothing moves in the network. All windows exist side by side and are computed at once; what they
share are the weights. Stepping from place to place is only our way to look at them.
"""


def show_convolution() -> None:
    st.markdown(TEXT)
    values = [1 if row == 4 or column == 4 else 0 for row in range(9) for column in range(9)]
    lesson("convolution", {"height": 9, "width": 9, "values": values})

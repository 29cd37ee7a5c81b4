"""Learn: what each part of a convolutional network computes, to be stepped through and changed."""

import streamlit as st

from cnn_core.web.guard import guard
from cnn_core.web.lessons.activations import show_activations
from cnn_core.web.lessons.convolution import show_convolution
from cnn_core.web.lessons.dense import show_dense
from cnn_core.web.lessons.descent import show_descent
from cnn_core.web.lessons.growing_view import show_growing_view
from cnn_core.web.lessons.maps import show_maps
from cnn_core.web.lessons.pooling import show_pooling
from cnn_core.web.lessons.terms import show_terms

guard()

st.title("Learn", anchor=False)
st.caption(
    "Step through what each part of a network computes: every picture is worked out from the "
    "numbers that you see and may change."
)

LESSONS = {
    "Convolution": show_convolution,
    "Maps to maps": show_maps,
    "Pooling": show_pooling,
    "Growing view": show_growing_view,
    "Activations": show_activations,
    "Dense and softmax": show_dense,
    "Gradient descent": show_descent,
    "Terms": show_terms,
}

tabs = st.tabs(list(LESSONS), key="lesson", on_change="rerun", bind="query-params")
for tab, show in zip(tabs, LESSONS.values(), strict=True):
    if tab.open:
        with tab:
            show()

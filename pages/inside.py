"""Inside: what a network sees, what its maps look for, and which of them it needs."""

import streamlit as st

from cnn_core.web.guard import guard
from cnn_core.web.inside.board import inside_board
from cnn_core.web.inside.chosen_moment import tell_newest
from cnn_core.web.inside.data_map import show_data_map
from cnn_core.web.inside.lesion import show_lesion
from cnn_core.web.inside.oips import show_oips
from cnn_core.web.inside.pixels import show_pixels
from cnn_core.web.inside.survey import show_survey
from cnn_core.web.run_choice import choose
from cnn_core.web.runs_with_weights import runs_with_weights

guard()

st.title("Inside", anchor=False)
st.caption(
    "Look into a network that you trained: what each layer makes of an image, what its maps "
    "respond to, and which of them it could do without."
)

runs = runs_with_weights()
if not runs:
    st.stop()

run = choose(runs, "inside")

SECTIONS = {
    "Maps and kernels": inside_board,
    "What maps look for": show_oips,
    "Digits": show_survey,
    "Pixels": show_pixels,
    "Lesion": show_lesion,
    "Map of the data": show_data_map,
}
AT_ANY_MOMENT = ("Maps and kernels", "What maps look for")
tabs = st.tabs(list(SECTIONS), key="section", on_change="rerun", bind="query-params")
for tab, (name, show) in zip(tabs, SECTIONS.items(), strict=True):
    if tab.open:
        with tab:
            if name not in AT_ANY_MOMENT:
                tell_newest(run)
            show(run)

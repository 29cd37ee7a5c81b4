"""Draw: a network of one's own answers in the browser, while one draws."""

import streamlit as st

from cnn_core.web import session
from cnn_core.web.draw.kept_panel import kept_panel
from cnn_core.web.draw.live_board import live_board
from cnn_core.web.draw.other_pictures import other_pictures
from cnn_core.web.draw.take_home import take_home
from cnn_core.web.guard import guard
from cnn_core.web.run_choice import choose, choose_beside
from cnn_core.web.runs_with_weights import runs_with_weights

guard()

st.title("Draw", anchor=False)
st.caption(
    "Draw a digit. A network that you trained answers in your browser, while you draw: no drawing "
    "leaves it unless you keep it."
)

store = session.store()
runs = runs_with_weights()
if not runs:
    if store.digits.all():
        kept_panel()
    st.stop()

first, second = st.columns(2)
with first:
    run = choose(runs, "draw", "Network that answers")
with second:
    beside = choose_beside(runs, "draw", "Beside it")
other_pictures(run)
live_board(run, beside)

kept_panel()
take_home(store, run)

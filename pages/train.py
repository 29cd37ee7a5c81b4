"""Train: choose data, training and hardware, start a run, and watch it."""

import streamlit as st

from cnn_core.records import Run, RunNotFound
from cnn_core.web.data_form import data_form
from cnn_core.web.guard import guard
from cnn_core.web.hardware_form import hardware_form
from cnn_core.web.run_list import run_list
from cnn_core.web.run_panel import run_panel
from cnn_core.web.session import engine, store
from cnn_core.web.train_bar import plan_figures, train_bar
from cnn_core.web.training_form import training_form

guard()


def run_in_address() -> Run | None:
    """The run that `?run=7` asks for, if there is one."""
    number = st.query_params.get("run", "")
    if not number:
        return None
    try:
        return store().run(int(number))
    except (ValueError, OverflowError, RunNotFound):
        st.warning(f"There is no run {number[:20]}. Choose one below, or start a new one.")
        return None


st.title("Train", anchor=False)
st.write("Set how the network of the Build page is trained, start it, and watch it learn.")

engine()  # whoever opens the page finds queued runs being trained
bar = st.container()
shown = run_in_address()
if shown is not None:
    with st.container(border=True):
        run_panel(shown)

st.subheader("Settings of the next run", anchor=False)
figures = st.container()
data, training, hardware = st.tabs(["Data", "Training", "Hardware"])
with data:
    data_form()
with training:
    training_form()
with hardware:
    hardware_form()
with bar:
    intention = train_bar()
if intention is not None:
    with figures:
        plan_figures(intention)

st.subheader("Runs", anchor=False)
run_list(shown.id if shown else None)

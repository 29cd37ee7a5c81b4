"""Train: choose data, training and hardware, start a run, and watch it."""

import streamlit as st

from cnn_core.records import Run, RunNotFound
from cnn_core.web.address import warn
from cnn_core.web.guard import guard
from cnn_core.web.session import engine, store
from cnn_core.web.train.data_form import data_form
from cnn_core.web.train.hardware_form import hardware_form
from cnn_core.web.train.run_list import run_list
from cnn_core.web.train.run_panel import run_panel
from cnn_core.web.train.train_bar import plan_figures, train_bar
from cnn_core.web.train.training_form import training_form

guard()


LAST = "train-last-run"


def find(number: str) -> Run | None:
    try:
        return store().run(int(number))
    except (ValueError, OverflowError, RunNotFound):
        return None


def run_to_show() -> Run | None:
    """The run that `?run=7` asks for, else the one shown last, else the newest active one."""
    if number := st.query_params.get("run", ""):
        run = find(number)
        if run is None:
            warn("run", number, "Choose one below, or start a new one.")
        return run
    return find(st.session_state.get(LAST, "")) or newest_active()


def newest_active() -> Run | None:
    return max(store().listing.active(), key=lambda run: run.id, default=None)


st.title("Train", anchor=False)
st.write("Set how the network of the Build page is trained, start it, and watch it learn.")

engine()  # whoever opens the page finds queued runs being trained
bar = st.container()
shown = run_to_show()
if shown is not None:
    st.session_state[LAST] = st.query_params["run"] = str(shown.id)
    with st.container(border=True):
        run_panel(shown)

st.subheader("Settings of the next run", anchor=False)
figures = st.container()
data, training, hardware = st.tabs(["Data", "Training", "Hardware"], key="settings")
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

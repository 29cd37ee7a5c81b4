"""Results: what a run reached on images that neither training nor validation saw."""

import streamlit as st

from cnn_core.web import session
from cnn_core.web.address import asked_for
from cnn_core.web.guard import guard
from cnn_core.web.judged import show_confusion, show_errors
from cnn_core.web.results.answers import judged_by_test, show_classes
from cnn_core.web.results.article import show_article
from cnn_core.web.results.evaluation import evaluation_of, offer_evaluation
from cnn_core.web.results.files import offer_files, take_in
from cnn_core.web.results.network import show_network
from cnn_core.web.results.outcome import show_outcome
from cnn_core.web.results.take_away import take_away
from cnn_core.web.results.training import show_curves, show_epochs
from cnn_core.web.results.verify import show_verification
from cnn_core.web.run_choice import choose

guard()

st.title("Results", anchor=False)
st.caption("What a run reached on images that neither training nor validation saw.")

store = session.store()
runs = store.runs()
if not runs:
    asked_for("run", ())  # nothing is known: it is told
    st.info("There is no run yet. Train a network, or take in a run from a file.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
    take_in(store)
    st.stop()

run = choose(runs, "results")
show_outcome(store, run)
show_curves(store, run)
show_article(store, run)

evaluation = evaluation_of(store, run)
if evaluation is None:
    offer_evaluation(store, run)
else:
    judged = judged_by_test(run, evaluation)
    show_confusion(judged)
    show_classes(run, evaluation)
    show_errors(judged)

show_network(run)
show_epochs(run)
take_away(store, run)
show_verification(run)
offer_files(store, run, evaluation)
take_in(store)

"""Cluster: the machines that train the runs, and what they are doing."""

import streamlit as st

from cnn_core.machine import scheduler_from_environment
from cnn_core.web.cluster_state import cluster_state
from cnn_core.web.guard import guard
from cnn_core.web.text import literal

guard()

ALONE = (
    "Runs are trained on this machine. To have a Dask cluster train them, start the server with "
    "`CNN_LAB_SCHEDULER=tcp://host:8786`, and with a PostgreSQL database as `CNN_LAB_STORE`."
)
TRUST = (
    "Dask asks nobody who they are: whoever reaches the scheduler can run any program on its "
    "workers. Keep scheduler and workers in a closed network, or use TLS certificates (Dask's "
    "`distributed.comm.tls` settings, and `tls://` in the address)."
)

st.title("Cluster", anchor=False)
address = scheduler_from_environment()
if address is None:
    st.write(ALONE)
    st.stop()
st.write(f"Runs are trained by the Dask workers of the scheduler at {literal(address)}.")
cluster_state()
st.caption(TRUST)

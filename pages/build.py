"""Build: put the network together, layer by layer."""

import streamlit as st

from cnn_core.web.guard import guard

guard()

st.title("Build")

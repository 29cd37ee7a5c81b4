"""The page table and the navigation, nothing else: `streamlit run app.py`."""

import streamlit as st

from cnn_core.web import guard
from cnn_core.web.plotly_file import serve_plotly

st.set_page_config(page_title="CNN Lab", page_icon=guard.ICON, layout="wide")
serve_plotly()
guard.run(
    st.navigation(
        [
            st.Page("pages/build.py", title="Build", icon=":material/stacks:", default=True),
            st.Page("pages/train.py", title="Train", icon=":material/show_chart:"),
            st.Page("pages/results.py", title="Results", icon=":material/fact_check:"),
        ],
        position="top",
    )
)

"""The page table, the navigation and the style of all pages: `streamlit run app.py`."""

import os
from pathlib import Path

import streamlit as st

from cnn_core.web import guard
from cnn_core.web.chart_files import mount_chart_files
from cnn_core.web.plotly_file import serve_plotly
from cnn_core.web.terms.mount import mount_terms

CLUSTER = "visible" if os.environ.get("CNN_LAB_SCHEDULER") else "hidden"
STYLE = Path(guard.__file__).with_name("page.css")

st.set_page_config(page_title="CNN Lab", page_icon=guard.ICON, layout="wide")
st.html(STYLE)
serve_plotly()
mount_chart_files()
mount_terms()
guard.run(
    st.navigation(
        [
            st.Page("pages/build.py", title="Build", icon=":material/stacks:", default=True),
            st.Page("pages/train.py", title="Train", icon=":material/show_chart:"),
            st.Page("pages/draw.py", title="Draw", icon=":material/draw:"),
            st.Page("pages/inside.py", title="Inside", icon=":material/frame_inspect:"),
            st.Page("pages/agreement.py", title="Agreement", icon=":material/compare_arrows:"),
            st.Page("pages/experiments.py", title="Experiments", icon=":material/science:"),
            st.Page("pages/results.py", title="Results", icon=":material/fact_check:"),
            st.Page("pages/runs.py", title="Runs", icon=":material/table_rows:"),
            st.Page("pages/reproduce.py", title="Reproduce", icon=":material/rule:"),
            st.Page("pages/learn.py", title="Learn", icon=":material/school:"),
            st.Page("pages/cluster.py", title="Cluster", icon=":material/hub:", visibility=CLUSTER),
        ],
        position="top",
    )
)

"""What the pages share with Streamlit: the only room besides app.py and pages/ that imports it."""

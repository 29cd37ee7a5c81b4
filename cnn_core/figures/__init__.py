"""Arrays and tables in, Plotly figures out: one file per drawing."""

"""The pictures of the page Learn: what a browser draws, and the widgets around it."""

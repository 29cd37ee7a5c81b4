"""Chosen runs beside each other, on the page Runs."""

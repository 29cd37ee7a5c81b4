"""A run on one page: an HTML file that reads without a server, a network or a script."""

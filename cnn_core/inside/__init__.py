"""Inside: what a worker found out about one network, as values and in words."""

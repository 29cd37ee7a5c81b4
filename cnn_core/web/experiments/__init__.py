"""What the page Experiments is made of."""

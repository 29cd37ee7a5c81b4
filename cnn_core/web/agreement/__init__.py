"""What the page Agreement is made of."""

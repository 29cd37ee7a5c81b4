"""What the page Results is made of."""

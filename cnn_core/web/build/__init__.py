"""What the page Build is made of."""

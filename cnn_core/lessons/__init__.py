"""What the lessons of the page Learn are about: their numbers, and what is said of them."""

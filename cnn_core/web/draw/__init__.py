"""The drawing board, and what the page Draw says beside it."""

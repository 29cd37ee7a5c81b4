"""The terms' definitions, wherever a term stands."""

"""Comparison: runs side by side on the same test images."""

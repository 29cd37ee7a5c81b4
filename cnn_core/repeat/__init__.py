"""Repeat: trainings that differ in their seeds, and what they say together."""

"""Repeat: one spec trained with several seeds, and what is left when chance is taken away."""

from __future__ import annotations

from cnn_core.web.group_form import group_form
from cnn_core.web.session import store


def show_repeat() -> None:
    """Queue a group of trainings that differ in their seeds."""
    group_form(store().runs(), ("seed", "both", "weights", "order"))

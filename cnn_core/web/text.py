"""Text of people and machines, where Streamlit would take it for Markdown."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
"""ASCII's: what Markdown, formulas, colours, icons and addresses are written with."""
_JOINER = "\u2060"
"""Invisible: parts `->`, `:smile:` and `www.`, which Streamlit replaces even where escaped."""
_APART = "\u2063"
"""Invisible: stands before and after what terms/matcher.js leaves alone."""


def literal(text: str) -> str:
    """Markdown that shows exactly this text, on one line.

    Without it a run's name could have every visitor's browser fetch a picture from another machine.
    """
    one_line = " ".join(text.split())
    return _PUNCTUATION.sub(rf"{_JOINER}\\\g<0>", one_line)


def literal_name(text: str) -> str:
    """`literal` for what people call things: a run called “epoch” is no epoch."""
    return apart(literal(text))


def apart(text: str) -> str:
    """The text, in which no terms are marked."""
    return f"{_APART}{text}{_APART}"

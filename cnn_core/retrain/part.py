"""A program in parts, each with a few words: cells of a notebook, sections of a script."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    title: str
    text: str
    """Plain text, in sentences."""
    code: str
    """Whole statements, formatted as Ruff does, without a line end after the last one."""


def part(title: str, text: str, *lines: str) -> Part:
    return Part(title, text, "\n".join(lines).strip("\n"))

"""A run as a Jupyter notebook that trains it again: the script's parts as cells.

Format: https://nbformat.readthedocs.io/en/latest/format_description.html, version 4.5.
"""

from __future__ import annotations

import json

from cnn_core.retrain.part import Part
from cnn_core.retrain.program import install_hint, introduction, program
from cnn_core.retrain.retraining import Retraining

RESTART = "Restart the kernel before running it again: threads are set once in a process."


def retraining_notebook(retraining: Retraining) -> str:
    """A notebook that has not been run yet, as JSON."""
    parts = program(retraining)
    install = install_hint(retraining, parts)
    words = f"# Run {retraining.run.id}\n\n{introduction(retraining)} {RESTART}\n\n    {install}"
    cells = [_text("introduction", words)]
    for number, part in enumerate(parts, 1):
        cells += [_text(f"text-{number}", _words(part)), _code(f"code-{number}", part.code)]
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _words(part: Part) -> str:
    return f"## {part.title}\n\n{part.text}"


def _text(name: str, source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(source)}


def _code(name: str, source: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)

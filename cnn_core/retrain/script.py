"""A run as a Keras script that trains it again."""

from __future__ import annotations

import textwrap

from cnn_core.retrain.part import Part
from cnn_core.retrain.program import install_hint, introduction, program
from cnn_core.retrain.retraining import Retraining

LINE_LENGTH = 88


def retraining_script(retraining: Retraining) -> str:
    """A complete program. `# %%` begins a part: editors show such parts and run them one by one."""
    parts = program(retraining)
    words = textwrap.fill(introduction(retraining), LINE_LENGTH - 3)
    sections = "\n\n".join(map(_section, parts))
    return f'"""{words}\n\n{install_hint(retraining, parts)}\n"""\n\n{sections}'


def _section(part: Part) -> str:
    words = textwrap.fill(part.text, LINE_LENGTH - 2)
    return f"# %% {part.title}\n{textwrap.indent(words, '# ')}\n{part.code}\n"

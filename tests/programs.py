"""Programs as processes of their own, the command line among them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FAKE = (sys.executable, "-m", "tests.fake_worker")
"""What an engine starts in place of a real worker."""
NEVER_READY = (sys.executable, "-c", "raise ImportError('no module named keras')")
"""A worker that cannot start."""


def program(*arguments: str) -> subprocess.Popen[str]:
    """What Python runs, such as `-m cnn_core runs`."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_program(*arguments: str) -> tuple[int, str, str]:
    """The exit status of a command of CNN Lab, and what it wrote to both outputs."""
    process = program("-m", "cnn_core", *arguments)
    out, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    return process.returncode, out, errors

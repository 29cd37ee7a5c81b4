"""The command line as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def program(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cnn_core", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_program(*arguments: str) -> tuple[int, str, str]:
    process = program(*arguments)
    out, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    return process.returncode, out, errors

"""What the README promises is there: files, verbs, presets, make's targets."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnn_core.cli import commands
from cnn_core.presets import PRESETS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text()
COMMANDS = [
    line.removeprefix("python -m cnn_core ")
    for line in TEXT.splitlines()
    if line.startswith("python -m cnn_core ")
]


def test_files_exist() -> None:
    folders = "app|pages|cnn_core|tests|benchmarks|docs"
    named = re.findall(rf"[`(]((?:{folders})[\w/]*\.?\w*/?)[`)]", TEXT)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_verbs_and_presets_are_all_named() -> None:
    assert [verb for verb in commands.commands if f"`{verb}`" not in TEXT] == []
    assert [preset for preset in PRESETS if f"`{preset}`" not in TEXT] == []


def test_make_has_the_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"`make (\w+)`", TEXT)) | {"run"}
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(command: str) -> None:
    verb, *arguments = shlex.split(command)
    context = commands.commands[verb].make_context(verb, arguments)
    assert context.command.name == verb


def test_describe_says_what_it_shows() -> None:
    shown = CliRunner().invoke(commands, ["describe", "--preset", "article"])
    assert shown.exit_code == 0
    assert "96,844" in shown.output

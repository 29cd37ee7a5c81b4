"""The rooms of the house do not mix: what may import Keras, and what may import Streamlit."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import cnn_core

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def modules() -> set[str]:
    found = {module.name for module in pkgutil.iter_modules(cnn_core.__path__)}
    return {f"cnn_core.{name}" for name in found}


def imported(file: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(
    ("contract", "rooms"),
    [(0, {"learning", "worker"}), (1, {"web"})],
    ids=["keras", "streamlit"],
)
def test_every_module_is_under_contract(contract: int, rooms: set[str]) -> None:
    expected = modules() - {f"cnn_core.{room}" for room in rooms}
    assert set(CONTRACTS[contract]["source_modules"]) == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_import_no_room_of_keras(page: Path) -> None:
    closed = ("keras", "tensorflow", "cnn_core.learning", "cnn_core.worker")
    names = {name for name in imported(page) if name.startswith(closed)}
    assert names <= {"cnn_core.worker_process"}


def test_what_pages_import_does_not_load_keras() -> None:
    names = set().union(*map(imported, PAGES)) - {"__future__"}
    wanted = sorted(name for name in names if name.startswith("cnn_core"))
    script = (
        "import contextlib, importlib, sys\n"
        f"for name in {wanted}:\n"
        "    with contextlib.suppress(ModuleNotFoundError):  # a function, not a module\n"
        "        importlib.import_module(name)\n"
        "print(*sorted({'keras', 'tensorflow', 'sklearn', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_a_worker_starts_without_what_few_runs_need() -> None:
    room = ROOT / "cnn_core"
    begun = [room / "worker.py", *(room / "learning").glob("*.py")]
    tops = {line.split()[1] for file in begun for line in _first_imports(file)}
    assert not {name for name in tops if name.startswith(("sklearn", "pandas", "scipy"))}


def _first_imports(file: Path) -> list[str]:
    """The import statements of a module that are carried out when it is imported."""
    body = ast.parse(file.read_text()).body
    return [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]

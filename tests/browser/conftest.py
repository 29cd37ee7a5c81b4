"""A real server and a real Chromium. Elements are found by role, label or test id."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cnn_core.archive import export_run, import_run
from cnn_core.store import Store

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
TIMEOUT = 60_000
"""Milliseconds; a busy machine is slow, not wrong."""
STEADY = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const now = performance.now();
    if (app?.dataset.testScriptState !== "notRunning") window.lastBusy = now;
    window.lastBusy ??= now;
    return now - window.lastBusy > 200;
}"""
"""A link to a page is answered by several runs of it, one after another: none for 200 ms."""
TRAINING = ("--preset", "article", "--set", "data.train_images=3000", "--set", "training.epochs=1")
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome")
HEADLESS = "chromium-headless-shell"
"""The same Chromium without a window: a page takes half the processor time."""


@dataclass
class Server:
    """A running `streamlit run app.py` with a store of its own."""

    url: str
    store: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_server(store: str, log: Path) -> Server:
    """Start the app on a free port and wait until it answers."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.port", str(port), "--server.headless", "true"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env=os.environ | {"CNN_LAB_STORE": store},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", store, process, log)
    wait_until(lambda: healthy(server), 60)
    return server


def healthy(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = TIMEOUT / 1000) -> None:
    """Poll a condition that no browser event announces."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not reached within {seconds} s")
        time.sleep(0.05)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Start servers on one store of the test's own; all are ended after it."""
    servers: list[Server] = []

    def one() -> Server:
        servers.append(start_server(f"sqlite:///{tmp_path / 'runs.sqlite'}", tmp_path / "log"))
        return servers[-1]

    yield one
    for server in servers:
        server.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For all tests that mind no other runs in the store: its worker is warm from the second on."""
    folder = tmp_path_factory.mktemp("server")
    server = start_server(f"sqlite:///{folder / 'runs.sqlite'}", folder / "log")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def trained(server: Server, tmp_path_factory: pytest.TempPathFactory) -> int:
    """The number of a run on that server, trained by the command line; it knows most digits.

    The first test process that needs one trains it; the others take it in from its file.
    """
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    file = tmp_path_factory.getbasetemp().parent / f"trained-{session}.zip"
    with file.with_suffix(".lock").open("w") as lock, closing(Store(server.store)) as store:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            return import_run(store, file.read_bytes())
        run = train_by_command_line(server.store)
        file.write_bytes(export_run(store, run))
        return run


def train_by_command_line(store: str) -> int:
    command = [sys.executable, "-m", "cnn_core", "train", *TRAINING, "--json"]
    environment = os.environ | {"CNN_LAB_STORE": store}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return int(json.loads(done.stdout)["run"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, (HEADLESS, *BROWSER_NAMES))), None)
    if path is None:
        reason = "no Chromium on this machine (Debian's package: chromium)"
        if os.environ.get("CNN_LAB_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Tab:
    """A page, with what it asked the network for and what went wrong in its console."""

    page: Page
    requests: list[str]
    errors: list[str]


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """Open a tab in a context of its own: another person, another device."""
    with opened_tabs(browser) as open_one:
        yield open_one


@contextmanager
def opened_tabs(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """The same for fixtures that live longer than a test."""
    contexts: list[BrowserContext] = []

    def open_one(url: str, *, dark: bool = False, width: int = 1280) -> Tab:
        context = browser.new_context(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        tab = Tab(context.new_page(), [], [])
        tab.page.set_default_timeout(TIMEOUT)
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.goto(url)
        if url.startswith("http"):
            tab.page.wait_for_function(STEADY)
        return tab

    yield open_one
    for context in contexts:
        context.close()

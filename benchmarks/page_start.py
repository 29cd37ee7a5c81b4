"""Start of the server: seconds until the page can be used, and memory of its process.

    python -m benchmarks.page_start [--repeats 5]

Needs Chromium. "Can be used": the Build page's Train button is there and enabled. Counted from the
launch of the process, Python's and Streamlit's imports included, and from the moment when the
server answers. The browser is started beforehand, with an empty cache; memory is the server's
resident set with the page open, and the files it has mapped are searched for TensorFlow.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
PORT = "8599"
USABLE = """() => [...document.querySelectorAll("button")].some(
    (button) => button.innerText.includes("Train this network") && !button.disabled)"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Start(NamedTuple):
    """One start of the server."""

    from_launch: float
    """Seconds until the page can be used."""
    from_answer: float
    """The same, from the server's first answer."""
    megabytes: float
    """Of the server, with the page open."""


def resident_megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def one_start(browser: Browser, folder: str) -> Start:
    page = browser.new_page()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", PORT]
    launched = time.perf_counter()
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env=os.environ | {"CNN_LAB_STORE": f"sqlite:///{Path(folder) / 'runs.sqlite'}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_answer(launched)
        answered = time.perf_counter()
        page.goto(f"http://127.0.0.1:{PORT}/", wait_until="commit")
        page.wait_for_function(USABLE)  # looks at every frame; a locator only twice a second
        usable = time.perf_counter()
        time.sleep(3)
        if "tensorflow" in Path(f"/proc/{server.pid}/maps").read_text():
            raise SystemExit("the server's process has loaded TensorFlow")
        return Start(usable - launched, usable - answered, resident_megabytes(server.pid))
    finally:
        page.close()
        server.terminate()
        server.wait()


def wait_for_answer(launched: float) -> None:
    while time.perf_counter() - launched < 30:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return


def shown(seconds: Sequence[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, {min(seconds):.2f} to {max(seconds):.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        starts = [one_start(browser, folder) for _ in range(options.repeats)]
    print(f"launch to usable page: {shown([start.from_launch for start in starts])}")
    print(f"server's first answer to usable page: {shown([start.from_answer for start in starts])}")
    print(f"memory of the server's process: at most {max(s.megabytes for s in starts):.0f} MB")


if __name__ == "__main__":
    main()

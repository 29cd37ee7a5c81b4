"""A class at once: sessions that train and watch on one server, without browsers.

    python -m benchmarks.sessions [--sessions 30] [--images 2000] [--epochs 5]

Every session opens the link of a network, goes on to Train, presses Train within PRESS_SECONDS and
watches its run to the end; so do all others beside it, while one run after the other is trained.
The server is a real `streamlit run app.py` with a store of its own, the sessions speak Streamlit's
protocol (tests/page_client.py), all on this machine, whose processors training, server and clients
share.

An update is a change of what a page says of its run: its place in the queue, the epoch and the
percentage of it, its state. It takes from the moment when the store had it to the moment when the
page said it, or something newer; the wait for the page's next tick (0.5 s) is part of it. The store
is looked at every LOOK_SECONDS, so that an update may have taken so much longer than told.
Memory is the server process's resident set: of all sessions, less that with one, shared among them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from benchmarks.page_start import resident_megabytes
from cnn_core.curves import CurveReader
from cnn_core.figures.theme import percent
from cnn_core.overrides import override
from cnn_core.plan import steps_per_epoch
from cnn_core.presets import ARTICLE
from cnn_core.progress import progress
from cnn_core.spec import RunSpec
from cnn_core.store import Run, State, Store
from cnn_core.web.build.links import to_query
from tests.browser.conftest import start_server
from tests.page_client import PageClient

PRESS_SECONDS = 10.0
LOOK_SECONDS = 0.05
LIMIT_SECONDS = 1.0
"""For 95 of 100 updates."""
LOG_CHARACTERS = 3000
"""Of the end of the server's log, shown where something went wrong."""
LONGEST_SECONDS = 20.0
"""For one run, its test included."""

Said = tuple[int, int, int]
"""What is said of a run, older before newer: (0, -runs before it, 0), (1, epoch, percent of it) or
(2, 0, 0) for one that has ended."""
UNKNOWN: Said = (-1, 0, 0)
RUNNING: Said = (1, 0, 0)
ENDED: Said = (2, 0, 0)
Log = list[tuple[float, Said]]


@dataclass
class Session:
    """What one person has seen."""

    seed: int
    """Of the run: tells the sessions' runs apart."""
    runs: list[int] = field(default_factory=list)
    """Numbers in the page's heading, one after the other."""
    log: Log = field(default_factory=list)
    """What the page has said of the last of them."""
    faults: Sequence[str] = ()
    answers: int = 0
    """Of the server: whole pages and ticking parts of them."""

    @property
    def newest(self) -> Said:
        return self.log[-1][1] if self.log else UNKNOWN

    def hear(self, text: str) -> None:
        """Take in a text of the page."""
        if heading := re.match(r"Run (\d+): ", text):
            self._see(int(heading[1]))
        said = read(text)
        if said > self.newest:
            self.log.append((time.monotonic(), said))

    def _see(self, run: int) -> None:
        if self.runs[-1:] != [run]:
            self.runs.append(run)
            self.log.clear()


def read(text: str) -> Said:
    """What a text of the page says of the page's run; UNKNOWN if nothing."""
    if found := re.match(r"Epoch (\d+) of \d+: (\d+)", text):
        said = 1, int(found[1]), int(found[2])
        return said if said > (1, 1, 0) else UNKNOWN  # which is told of a waiting run too
    if found := re.match(r"In the queue, (\d+) before yours", text):
        return 0, -int(found[1]), 0
    if text.startswith("Next in the queue"):
        return 0, 0, 0
    if found := re.search(r"-badge\[(\w+)\]", text):
        return {"Queued": UNKNOWN, "Running": RUNNING}.get(found[1], ENDED)
    return UNKNOWN


class Observer:
    """Looks at the store again and again, and notes when something new is to be said of a run."""

    def __init__(self, store: Store, server: int) -> None:
        self.logs: dict[int, Log] = {}
        self.megabytes = 0.0
        """The most that the server's process has taken."""
        self._store = store
        self._server = server
        self._readers: dict[int, CurveReader] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Observer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            self.megabytes = max(self.megabytes, resident_megabytes(self._server))
            for run, said in self._look():
                log = self.logs.setdefault(run, [])
                if not log or said > log[-1][1]:
                    log.append((time.monotonic(), said))
                    if said == ENDED:
                        print(f"run {run} has ended", flush=True)

    def _look(self) -> Iterator[tuple[int, Said]]:
        runs, queue = self._store.runs(), self._store.queue()
        training = sum(run.state is State.RUNNING for run in runs)
        for place, run in enumerate(queue):
            yield run.id, (0, -(training + place), 0)
        for run in runs:
            if run.state is State.RUNNING:
                yield run.id, self._said_of_running(run)
            elif not run.active:
                yield run.id, ENDED

    def _said_of_running(self, run: Run) -> Said:
        reader = self._readers.setdefault(run.id, CurveReader(run.id))
        now = progress(*reader.read(self._store), steps_per_epoch(run.spec))
        epoch = f"Epoch {now.epoch} of {now.epochs}: {percent(now.epoch_share, 0)}"
        return max(RUNNING, read(epoch))


KINDS: dict[str, Callable[[Said], bool]] = {
    "place in the queue": lambda said: said < RUNNING,
    "progress": lambda said: RUNNING < said < ENDED,
    "state": lambda said: said in (RUNNING, ENDED),
}


def delays(stored: Log, shown: Log) -> list[float]:
    """Seconds from each change in the store to the page; inf for one that it never showed."""
    return [
        max(0.0, min((at for at, said in shown if said >= changed), default=inf) - since)
        for since, changed in stored
    ]


async def attend(session: Session, spec: RunSpec, url: str, ready: asyncio.Barrier) -> None:
    """Sit through a session: open the link, train, watch to the end."""
    seeded = spec.model_copy(
        update={"training": spec.training.model_copy(update={"seed": session.seed})}
    )
    async with PageClient(url, session.hear) as page:
        await page.open(query=urlencode(to_query(seeded, "article")))
        await page.press("Train this network")
        await ready.wait()
        await asyncio.sleep(random.Random(session.seed).uniform(0, PRESS_SECONDS))
        await page.press("Train")
        del session.runs[:-1]  # whoever has no run yet is shown another's
        last = time.monotonic() + LONGEST_SECONDS * ready.parties
        while session.newest != ENDED and not page.faults:
            await asyncio.sleep(0.1)
            if time.monotonic() > last:
                page.faults.append(f"It has not seen run {session.runs} end: {session.log[-1:]}")
        await ready.wait()  # whose run has ended goes on looking at the page
        session.faults, session.answers = page.faults, page.answers


async def measure(url: str, spec: RunSpec, sessions: Sequence[Session]) -> None:
    """All sessions at once, each to its end."""
    ready = asyncio.Barrier(len(sessions))
    async with asyncio.TaskGroup() as group:
        for session in sessions:
            group.create_task(attend(session, spec, url, ready))


async def visit(url: str) -> None:
    """A session before all others: what the server loads only once is loaded then."""
    async with PageClient(url, lambda text: None) as page:
        await page.open()
        await page.press("Train this network")


def mistakes(sessions: Sequence[Session], store: Store) -> list[str]:
    """What was lost, mixed up or out of order."""
    found = [f"session {each.seed}: {fault}" for each in sessions for fault in each.faults]
    found += [f"session {s.seed} saw the runs {s.runs}" for s in sessions if len(s.runs) != 1]
    runs = {run.id: run for run in store.runs()}
    for session in sessions:
        for run in runs.keys() & {*session.runs}:
            if runs[run].spec.training.seed != session.seed:
                found.append(f"session {session.seed} saw another one's run {run}")
            if runs[run].state is not State.FINISHED:
                found.append(f"run {run} is {runs[run].state}: {runs[run].message}")
    if len(runs) != len(sessions):
        found.append(f"{len(sessions)} sessions have {len(runs)} runs")
    if by_start(runs.values()) != sorted(runs):
        found.append(f"runs were started in the order {by_start(runs.values())}")
    return found


def by_start(runs: Iterable[Run]) -> list[int]:
    """Their numbers in the order in which they were started; those that were not are left out."""
    return [run for _, run in sorted((run.started, run.id) for run in runs if run.started)]


def report(title: str, seconds: Sequence[float]) -> None:
    middle, most, longest = np.percentile(seconds, (50, 95, 100), method="higher")
    told = f"median {middle:.2f} s, 95th percentile {most:.2f} s, longest {longest:.2f} s"
    print(f"{title}: {told} ({len(seconds):,} updates)")


def report_delays(sessions: Sequence[Session], stored: Mapping[int, Log]) -> None:
    """How long updates took, together and of each kind."""
    pairs = [(stored.get(run, []), each.log) for each in sessions for run in each.runs]
    report("update", [each for log, shown in pairs for each in delays(log, shown)])
    for title, wanted in KINDS.items():
        chosen = [([entry for entry in log if wanted(entry[1])], shown) for log, shown in pairs]
        report(f"  {title}", [each for log, shown in chosen for each in delays(log, shown)])


def processor_seconds(process: int) -> float:
    """Of all processors together, since the process was started."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report_memory(before: float, most: float, sessions: int) -> None:
    each = (most - before) / sessions
    print(f"memory: {before:.0f} MB before, at most {most:.0f} MB: {each:.1f} MB for each session")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    sets = [f"data.train_images={options.images}", f"training.epochs={options.epochs}"]
    sessions = [Session(seed) for seed in range(options.sessions)]
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(f"sqlite:///{folder}/runs.sqlite", Path(folder, "log"))
        try:
            store, process = Store(server.store), server.process.pid
            asyncio.run(visit(server.url))
            before = resident_megabytes(process)
            began, spent = time.monotonic(), processor_seconds(process)
            with Observer(store, process) as observer:
                asyncio.run(measure(server.url, override(ARTICLE, sets), sessions))
            duration, spent = time.monotonic() - began, processor_seconds(process) - spent
        finally:
            server.kill()
        report_delays(sessions, observer.logs)
        answers = sum(session.answers for session in sessions)
        share = f"{spent:.0f} s of a processor in {duration:.0f} s"
        print(f"server: {share}, for {answers:,} answers: {1000 * spent / answers:.1f} ms each")
        report_memory(before, observer.megabytes, len(sessions))
        if found := mistakes(sessions, store):
            raise SystemExit("\n".join([*found, server.log.read_text()[-LOG_CHARACTERS:]]))
    print(f"{len(sessions)} sessions: no run lost or mixed up, all started in the queue's order")


if __name__ == "__main__":
    main()

"""Several people at once, without browsers: whoever waits sees the own run's place change."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from urllib.parse import urlencode

import pytest

from benchmarks.sessions import ENDED, Session, delays
from cnn_core.overrides import override
from cnn_core.presets import MLP
from cnn_core.store import Claim, State, Store
from cnn_core.web.build.links import to_query
from tests.browser.conftest import Server
from tests.page_client import PageClient

SECONDS = 60
PEOPLE = 3


@pytest.fixture
def taken(server: Server) -> Iterator[Store]:
    """The server's store while its only slot is taken, so that whoever comes waits."""
    store = Store(server.store)
    run = store.submit(MLP, "takes the slot")
    claim = store.claim(99, only=run)
    assert claim
    ended = threading.Event()
    heart = threading.Thread(target=beat, args=(store, claim, ended))
    heart.start()
    yield store
    ended.set()
    heart.join()
    for waiting in store.queue():
        store.stop(waiting.id)
    store.end(claim, State.STOPPED)
    store.close()


def beat(store: Store, claim: Claim, ended: threading.Event) -> None:
    """As a worker does; without it the run counts as lost."""
    while not ended.wait(1.0):
        store.flush(claim)


def test_everybody_sees_the_own_run_move_up(server: Server, taken: Store) -> None:
    sessions = [Session(seed) for seed in range(PEOPLE)]
    with ThreadPoolExecutor(1) as pool:  # the browser of other tests has this thread's loop
        together = wait_together(server.url, sessions, taken)
        faults = pool.submit(asyncio.run, together).result()
    assert faults == []
    numbers = [session.runs[-1] for session in sessions]
    assert numbers == sorted(set(numbers))
    assert [taken.run(run).spec.training.seed for run in numbers] == [0, 1, 2]
    assert [said for _, said in sessions[0].log] == [(0, -1, 0), ENDED]
    assert [said for _, said in sessions[2].log] == [(0, -3, 0), (0, -2, 0)]


async def wait_together(url: str, sessions: list[Session], store: Store) -> list[str]:
    """One comes after the other, then the first one leaves. What any page has shown of faults."""
    async with AsyncExitStack() as stack:
        pages = []
        for session in sessions:
            page = await stack.enter_async_context(PageClient(url, session.hear))
            spec = override(MLP, [f"training.seed={session.seed}"])
            await page.open(query=urlencode(to_query(spec, "mlp")))
            await page.press("Train this network")
            await page.press("Train")
            pages.append(page)
        store.stop(sessions[0].runs[-1])
        await until(lambda: sessions[0].newest == ENDED and sessions[2].newest == (0, -2, 0))
        return [fault for page in pages for fault in page.faults]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.05)


def test_an_update_takes_until_the_page_says_it_or_something_newer() -> None:
    stored = [(1.0, (0, -2, 0)), (2.0, (0, -1, 0)), (3.0, (1, 1, 50)), (4.0, ENDED)]
    shown = [(1.5, (0, -2, 0)), (3.25, (1, 1, 40)), (3.5, (1, 1, 60))]
    assert delays(stored, shown) == [0.5, 1.25, 0.5, float("inf")]

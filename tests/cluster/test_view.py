"""The scheduler's account of its workers, as the page shows it. Workers may say anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from cnn_core.cluster.fitness import Fitness
from cnn_core.cluster.view import find_dashboard, read_workers

SERVER = Fitness.of_this_machine("the store")
FIT = {"slots": 2, "runs": [7], "warm": True, "fitness": SERVER.model_dump()}


def account(told: object, **more: object) -> dict[str, Any]:
    metrics = {} if told is None else {"cnn_lab": told}
    return {"workers": {"tcp://10.0.0.2:4000": {"name": "lab", "metrics": metrics} | more}}


def test_a_worker_that_fits() -> None:
    (worker,) = read_workers(account(FIT, resources={"gpu": 1.0}), SERVER)
    assert (worker.slots, worker.free, worker.runs, worker.warm) == (2, 1, (7,), True)
    assert worker.has_gpu
    assert worker.refused is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (None, "without --preload cnn_core.cluster.worker"),
        ({"refused": "The store cannot be used."}, "The store cannot be used."),
        ({"slots": "many"}, "another version of CNN Lab"),
        ({"colour": "red"}, "another version of CNN Lab"),
        ("nonsense", "another version of CNN Lab"),
        (FIT | {"fitness": SERVER.model_dump() | {"keras": "3.0"}}, "Keras 3.0 instead of"),
        (FIT | {"fitness": SERVER.model_dump() | {"store": "own"}}, "another store"),
    ],
)
def test_a_worker_that_is_refused_has_no_slot(told: object, reason: str) -> None:
    (worker,) = read_workers(account(told), SERVER)
    assert reason in (worker.refused or "")
    assert (worker.slots, worker.free) == (0, 0)


@contextmanager
def page(content: bytes) -> Iterator[int]:
    """The port of a server with this content at every address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_the_dashboard_is_named_where_there_is_one() -> None:
    with page(b"<title>Dask: Status</title>") as port:
        found = find_dashboard("tcp://127.0.0.1:8786", {"services": {"dashboard": port}})
        assert found == f"http://127.0.0.1:{port}/status"
    with page(b"<p>Dask needs bokeh &gt;=3.1.0 for the dashboard.</p>") as port:
        assert find_dashboard("tcp://127.0.0.1:8786", {"services": {"dashboard": port}}) is None
    assert find_dashboard("tcp://127.0.0.1:8786", {"services": {"dashboard": port}}) is None
    assert find_dashboard("tcp://127.0.0.1:8786", {"services": {}}) is None

"""One worker process as its engine sees it: started, ready, given one job, ended.

The protocol is one JSON object a line: the worker says that it is ready, takes one job from its
stdin, and answers jobs other than training by progress and an outcome. It ends when its stdin is
closed, and so when its engine's process dies in whatever way.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[1]
"""Where a worker starts: the folder that holds the package."""
READY_SECONDS = 180.0
"""An import of Keras takes 4 to 12 seconds on a quiet machine."""
EXIT_SECONDS = 2.0
"""For a process to end by itself once it has closed its output, or lost its input."""
LOG_LINES = 200
MAX_REASON = 300

Message = dict[str, Any]


class WorkerError(Exception):
    """A worker could not do its job; the message is one sentence for the user."""


class WorkerProcess:
    """A worker, started by `command` with the store's URL in its environment.

    Raises WorkerError if there is no such program, or no memory for it.
    """

    def __init__(self, command: Sequence[str], store_url: str) -> None:
        self._process = _launch(command, store_url)
        self._stdin, self._stdout, self._stderr = _pipes(self._process)
        self._log: deque[bytes] = deque(maxlen=LOG_LINES)
        self._hello: Message | None = None
        self._spoken = threading.Event()
        self._answers: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._listeners = [
            threading.Thread(target=self._listen, daemon=True),
            threading.Thread(target=self._keep_log, daemon=True),
        ]
        for listener in self._listeners:
            listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def hello(self) -> Message | None:
        """What the worker said when it was ready; None before."""
        return self._hello

    @property
    def log(self) -> bytes:
        """The last lines of its stderr."""
        return b"".join(self._log.copy())

    def wait_until_ready(self) -> None:
        """Raises WorkerError, with the reason, if it ends instead or takes too long."""
        self._spoken.wait(READY_SECONDS)
        if self._hello is None:
            late = not self._spoken.is_set()
            self.end(grace=0 if late else EXIT_SECONDS)
            too_late = f"The worker was not ready after {READY_SECONDS:.0f} seconds."
            raise WorkerError(too_late if late else self.ending())

    def send(self, job: Mapping[str, object]) -> None:
        """Hand over the job. A worker that has ended already is found out by `answer`."""
        with contextlib.suppress(OSError):
            self._stdin.write(json.dumps(job).encode() + b"\n")
            self._stdin.flush()

    def answer(self, timeout: float | None = None) -> Message | None:
        """The next line of the answer; None at the end. Raises queue.Empty after the seconds."""
        return self._answers.get(timeout=timeout)

    def kill(self) -> None:
        """End it at once; it can be called from any thread, and again."""
        self._process.kill()

    def end(self, grace: float = EXIT_SECONDS) -> None:
        """Close its stdin, so that it ends by itself; kill it after `grace` seconds; reap it."""
        with contextlib.suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for listener in self._listeners:
            listener.join(timeout=1)

    def ending(self) -> str:
        """How it ended, in one sentence, with its last words if it failed by itself."""
        status = self._process.returncode
        if status < 0:
            return f"The worker was ended by signal {-status} ({_signal_name(-status)})."
        if status == 0:
            return "The worker ended before its work was done."
        words = self.log.decode(errors="replace").replace("\0", "").strip().splitlines()
        last = words[-1][:MAX_REASON] if words else "no message"
        return f"The worker ended with status {status}: {last}"

    def _listen(self) -> None:
        with self._stdout:
            for line in self._stdout:
                self._hear(line)
        self._answers.put(None)
        self._spoken.set()

    def _hear(self, line: bytes) -> None:
        message = _parsed(line)
        if message is None:
            self._log.append(line)
        elif message.get("ready"):
            self._hello = message
            self._spoken.set()
        else:
            self._answers.put(message)

    def _keep_log(self) -> None:
        with self._stderr:
            self._log.extend(self._stderr)


def _launch(command: Sequence[str], store_url: str) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"CNN_LAB_STORE": store_url},
            start_new_session=True,  # Ctrl-C in the terminal is for the server, not for its workers
        )
    except OSError as error:
        raise WorkerError(f"The worker cannot be started: {error.strerror}.") from None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    assert process.stdin
    assert process.stdout
    assert process.stderr
    return process.stdin, process.stdout, process.stderr


def _parsed(line: bytes) -> Message | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"

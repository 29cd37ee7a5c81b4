"""What the store withstands: killed writers, full disks, files that are no store."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from cnn_core.database import connection
from cnn_core.database.tables import about
from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, Point, State, StoreError
from cnn_core.store import Store

ROOT = Path(__file__).parents[1]
WRITERS = 3
KILLS = 3


def begun(store: Store) -> Claim:
    claim = store.claim(slots=99, only=store.submit(ARTICLE, "a run"))
    assert claim is not None
    return claim


def write_until_killed(store: Store, claim: Claim) -> int:
    """Returns the last step that the writer said it had written."""
    command = [sys.executable, "-m", "tests.store_writer", store.url]
    command += [str(claim.run), str(claim.attempt)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        first = writer.stdout.readline()
        time.sleep(random.uniform(0.0, 0.4))
        writer.kill()
        lines = (first + writer.stdout.read()).splitlines(keepends=True)
    return int(next(line for line in reversed(lines) if line.endswith("\n")))


def test_nothing_acknowledged_is_lost_when_writers_are_killed(any_store: Store) -> None:
    claims = [begun(any_store) for _ in range(WRITERS)]
    for _ in range(KILLS):
        with ThreadPoolExecutor(WRITERS) as pool:
            said = list(pool.map(lambda claim: write_until_killed(any_store, claim), claims))
        for claim, step in zip(claims, said, strict=True):
            run = any_store.run(claim.run)
            steps = [point.step for point in any_store.points(claim.run)]
            assert step <= run.step <= step + 1
            assert steps == list(range(1, run.step + 1))
            assert any_store.artifact(claim.run, "checkpoint") == str(run.step).encode() * 20_000


def test_a_killed_run_goes_on_in_a_new_attempt(any_store: Store) -> None:
    claim = begun(any_store)
    write_until_killed(any_store, claim)
    assert any_store.lost(claim, "The worker was ended by signal 9 (SIGKILL).")
    any_store.resume(claim.run)
    again = any_store.claim(1)
    assert again == Claim(claim.run, 2)
    assert again is not None
    before = any_store.run(claim.run).step
    assert write_until_killed(any_store, again) > before


def fill(store: Store, claim: Claim) -> int:
    """Write until the store is full; returns the number of artifacts it has taken."""
    for count in range(1000):
        try:
            store.flush(claim, [Point("batch", count + 1, 1, 0.1)], artifacts={str(count): noise()})
        except StoreError:
            return count
    raise AssertionError("the disk is not full")


def noise() -> bytes:
    return os.urandom(50_000)


def check_that_only_new_things_are_refused(store: Store, claim: Claim, taken: int) -> None:
    with pytest.raises(StoreError, match="full"):
        store.flush(claim, [Point("batch", 9999, 1, 0.1)], artifacts={"one more": bytes(3_000_000)})
    assert store.run(claim.run).step == taken
    assert len(store.points(claim.run)) == taken
    names = map(str, range(taken))
    assert all(len(store.artifact(claim.run, name) or b"") == 50_000 for name in names)
    assert store.artifact(claim.run, "one more") is None


def test_a_full_database_refuses_and_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, configure = [250], connection._configure_sqlite

    def limit(opened: sqlite3.Connection, record: object) -> None:
        configure(opened, record)
        opened.execute(f"PRAGMA max_page_count = {pages[0]}")

    monkeypatch.setattr(connection, "_configure_sqlite", limit)
    store = Store(f"sqlite:///{tmp_path / 'small.sqlite'}")
    claim = begun(store)
    taken = fill(store, claim)
    check_that_only_new_things_are_refused(store, claim, taken)
    pages[0] = 1_000_000
    store.close()
    store.flush(claim, artifacts={"one more": noise()})
    store.end(claim, State.FINISHED)
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for 2 MB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no right to mount a small disk here")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_full_disk_refuses_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    store = Store(f"sqlite:///{small_disk / 'runs.sqlite'}")
    claim = begun(store)
    (ballast := small_disk / "ballast").write_bytes(bytes(500_000))
    taken = fill(store, claim)
    check_that_only_new_things_are_refused(store, claim, taken)
    with pytest.raises(StoreError, match="cannot be"):
        Store(f"sqlite:///{small_disk / 'second.sqlite'}").submit(ARTICLE, "no room")
    ballast.unlink()
    store.flush(claim, artifacts={"one more": noise()})
    store.end(claim, State.FINISHED)
    store.close()


def test_a_busy_store_is_waited_for(store: Store) -> None:
    claim = begun(store)
    other = sqlite3.connect(store.url.removeprefix("sqlite:///"), check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        flushed = pool.submit(store.flush, claim, step=7)
        time.sleep(0.3)
        assert not flushed.done()
        other.rollback()
        flushed.result(timeout=10)
    other.close()
    assert store.run(claim.run).step == 7


def test_a_store_that_stays_busy_is_an_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    impatient = Store(store.url)
    other = sqlite3.connect(store.url.removeprefix("sqlite:///"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy"):
        impatient.submit(ARTICLE, "not now")
    other.close()
    impatient.close()


def refused(path: Path) -> str:
    """The sentence with which a file is refused as a store."""
    with pytest.raises(StoreError) as error:
        Store(f"sqlite:///{path}")
    message = str(error.value)
    assert str(path) in message
    assert "Traceback" not in message
    assert "\n" not in message
    return message


def test_garbage_is_not_a_store(tmp_path: Path) -> None:
    path = tmp_path / "garbage.sqlite"
    path.write_bytes(content := b"not a database at all " * 500)
    assert "not a database" in refused(path)
    assert path.read_bytes() == content


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(tmp_path)


def test_a_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="folder"):
        Store(f"sqlite:///{tmp_path / 'file' / 'runs.sqlite'}")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    content = path.read_bytes()
    assert "another program" in refused(path)
    assert path.read_bytes() == content


def test_a_newer_layout_is_refused(any_store: Store) -> None:
    engine = sa.create_engine(any_store.url)
    with engine.begin() as newer:
        newer.execute(sa.update(about).values(schema_version=99))
    engine.dispose()
    with pytest.raises(StoreError, match=r"another version .* Received: 99"):
        Store(any_store.url)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_a_truncated_store_is_an_error_and_no_traceback(tmp_path: Path, share: float) -> None:
    path = tmp_path / "runs.sqlite"
    store = Store(f"sqlite:///{path}")
    claim = begun(store)
    points = [Point("batch", step, 1, 0.1) for step in range(1, 5000)]
    store.flush(claim, points, artifacts={"checkpoint": noise()})
    store.close()
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(StoreError, match=r"damaged|not a database"):
        Store(f"sqlite:///{path}").points(claim.run)


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()
    assert Store(f"sqlite:///{path}").runs() == []


def test_a_store_that_may_only_be_read(store: Store) -> None:
    run = store.submit(ARTICLE, "seen")
    path = store.url.removeprefix("sqlite:///")
    reader = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert reader.run(run).name == "seen"
    with pytest.raises(StoreError, match="only be read"):
        reader.submit(ARTICLE, "more")
    reader.close()


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/db", "sqlite+nosuch:///x"])
def test_a_url_that_leads_nowhere(url: str) -> None:
    with pytest.raises(StoreError, match="store"):
        Store(url)


def test_an_absent_server_is_an_error_that_hides_the_password() -> None:
    with pytest.raises(StoreError) as error:
        Store("postgresql+psycopg://lab:secret@127.0.0.1:9/lab?connect_timeout=2")
    assert "secret" not in str(error.value)
    assert "127.0.0.1" in str(error.value)


def test_a_row_that_cannot_be_read_names_its_run(store: Store) -> None:
    run = store.submit(ARTICLE, "spoilt")
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as spoiler:
        spoiler.execute("UPDATE runs SET spec = '{}'")
    spoiler.close()
    with pytest.raises(StoreError, match=f"Run {run} "):
        store.runs()


def test_processes_that_open_a_new_store_at_once_agree_on_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'runs.sqlite'}"
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(Store, [url] * 8))
    numbers = [store.submit(ARTICLE, "one of eight") for store in stores]
    assert sorted(numbers) == list(range(1, 9))
    for store in stores:
        store.close()


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Store("sqlite:///here/runs.sqlite").url == f"sqlite:///{tmp_path}/here/runs.sqlite"


def test_the_environment_names_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_LAB_STORE", f"sqlite:///{tmp_path}/named.sqlite")
    Store()
    assert (tmp_path / "named.sqlite").exists()

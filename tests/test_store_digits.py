"""Kept digits in the store, on SQLite and PostgreSQL alike, and what a run takes of them."""

from __future__ import annotations

import time

import numpy as np
import pytest
import sqlalchemy as sa

from cnn_core.database import digits
from cnn_core.database.tables import kept_digits as table
from cnn_core.drawing import kept_digits
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.records import StoreError
from cnn_core.store import Store

WITH_KEPT = override(ARTICLE, ["data.kept_images=500"])


def pixels(ink: int) -> bytes:
    """An image of one grey."""
    return bytes([ink]) * 784


def test_a_kept_digit_comes_back_as_it_was(any_store: Store) -> None:
    drawing = bytes(range(256)) * 3 + bytes(16)
    number = any_store.digits.keep(7, drawing)
    (digit,) = any_store.digits.all()
    assert (digit.id, digit.label, digit.pixels) == (number, 7, drawing)
    assert isinstance(digit.pixels, bytes)
    assert abs(digit.created - time.time()) < 5


def test_digits_are_listed_oldest_first_and_counted(any_store: Store) -> None:
    assert (any_store.digits.all(), any_store.digits.count()) == ([], 0)
    numbers = [any_store.digits.keep(label, pixels(label)) for label in (3, 1, 2)]
    assert [digit.id for digit in any_store.digits.all()] == numbers
    assert [digit.label for digit in any_store.digits.all()] == [3, 1, 2]
    assert any_store.digits.count() == 3


def test_a_deleted_digit_is_gone_and_its_number_with_it(any_store: Store) -> None:
    first, last = (any_store.digits.keep(label, pixels(0)) for label in (4, 5))
    any_store.digits.delete([last])
    any_store.digits.delete([last])
    assert [digit.id for digit in any_store.digits.all()] == [first]
    later = any_store.digits.keep(6, pixels(0))
    assert later > last
    any_store.digits.delete([first, later, 999])
    any_store.digits.delete([])
    assert any_store.digits.all() == []


@pytest.mark.parametrize(
    ("label", "drawing"), [(-1, pixels(0)), (10, pixels(0)), (3, b""), (3, bytes(785))]
)
def test_what_is_no_digit_is_refused(store: Store, label: int, drawing: bytes) -> None:
    with pytest.raises(StoreError, match=r"label from 0 to 9 and 784 pixels\. Received"):
        store.digits.keep(label, drawing)
    assert store.digits.all() == []


def test_there_is_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "MAX_DIGITS", 2)
    for label in (1, 2):
        store.digits.keep(label, pixels(0))
    with pytest.raises(StoreError, match="At most 2 digits"):
        store.digits.keep(3, pixels(0))
    assert store.digits.count() == 2


def test_a_store_made_earlier_gets_the_table(any_store: Store) -> None:
    run = any_store.submit(ARTICLE, "from before")
    engine = sa.create_engine(any_store.url)
    table.drop(engine)
    opened = [Store(any_store.url), Store(any_store.url)]
    opened[0].digits.keep(1, pixels(9))
    assert opened[1].digits.count() == 1
    assert opened[1].run(run).name == "from before"
    for each in opened:
        each.close()
    engine.dispose()


# ---------------------------------------------------------------- a run's own


def test_a_run_has_the_digits_of_the_moment_it_was_submitted(any_store: Store) -> None:
    first = any_store.digits.keep(8, pixels(200))
    any_store.digits.keep(9, pixels(100))
    run = any_store.submit(WITH_KEPT, "on my digits")
    any_store.digits.delete([first])
    any_store.digits.keep(0, pixels(0))
    images = kept_digits.from_snapshot(any_store.artifact(run, "kept") or b"")
    assert images.labels.tolist() == [8, 9]
    np.testing.assert_array_equal(images.pixels[:, 0, 0], [200, 100])


def test_without_kept_digits_nothing_is_submitted(any_store: Store) -> None:
    with pytest.raises(StoreError, match="No digits are kept"):
        any_store.submit(WITH_KEPT, "on nothing")
    assert any_store.runs() == []


def test_another_run_takes_no_digits(store: Store) -> None:
    store.digits.keep(1, pixels(1))
    assert not store.has_artifact(store.submit(ARTICLE, "as ever"), "kept")


def test_a_reset_keeps_what_the_run_began_with(store: Store) -> None:
    store.digits.keep(1, pixels(1))
    run = store.submit(WITH_KEPT, "reset")
    claim = store.claim(1)
    assert claim is not None
    names = ("initial", "kept", "checkpoint")
    store.flush(claim, artifacts={"initial": b"1", "checkpoint": b"2"})
    store.lost(claim, "gone")
    store.reset(run)
    assert [store.has_artifact(run, name) for name in names] == [True, True, False]

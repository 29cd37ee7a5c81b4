from __future__ import annotations

import numpy as np

from cnn_core.augmentation import epoch_changes
from cnn_core.learning.feed import EpochFeed
from cnn_core.spec import Augmentation

STILL, MOVING = Augmentation(), Augmentation(shift=2, line_width=1)


def test_chunks_of_any_length_give_the_epochs_order():
    expected = np.random.default_rng([7, 3]).permutation(50)
    for steps in (1, 2, 99):
        feed = EpochFeed(50, 8, seed=7, epoch=3, augmentation=STILL)
        assert feed.batches == 7
        seen, batch = [], 0
        while batch < feed.batches:
            chunk = feed.chunk(batch, steps)
            assert chunk.changes.transforms.shape == (len(chunk.positions), 0, 8)
            assert chunk.changes.line_widths.shape == (len(chunk.positions), 0)
            seen.append(chunk.positions.ravel())
            batch += len(chunk.positions)
        np.testing.assert_array_equal(np.concatenate(seen), expected)


def test_a_smaller_last_batch_comes_alone():
    feed = EpochFeed(50, 8, 0, 0, STILL)
    assert feed.chunk(4, 10).positions.shape == (2, 8)
    assert feed.chunk(6, 10).positions.shape == (1, 2)


def test_fewer_images_than_a_batch_are_one_batch():
    assert EpochFeed(5, 8, 0, 0, STILL).chunk(0, 10).positions.shape == (1, 5)


def test_changes_belong_to_the_images_in_their_order():
    feed = EpochFeed(50, 8, seed=1, epoch=2, augmentation=MOVING)
    transforms, line_widths = epoch_changes(MOVING, 50, 1, 2)
    for chunk, place in ((feed.chunk(3, 2), slice(24, 40)), (feed.chunk(6, 2), slice(48, 50))):
        batches = chunk.positions.shape
        expected = transforms[place].reshape(*batches, 8)
        np.testing.assert_array_equal(chunk.changes.transforms, expected)
        expected = line_widths[place].reshape(batches)
        np.testing.assert_array_equal(chunk.changes.line_widths, expected)


def test_another_epoch_has_another_order():
    orders = [EpochFeed(50, 50, 0, epoch, STILL).chunk(0, 1).positions for epoch in (0, 1)]
    assert (orders[0] != orders[1]).any()

"""What a training keeps on its way: at the right moments, and however it was interrupted."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core import snapshots
from cnn_core.learning import checkpoint
from cnn_core.learning.pace import Pace
from cnn_core.learning.progress import Progress
from cnn_core.learning.snapshots import Snapshots
from cnn_core.learning.state import fresh
from cnn_core.learning.training import Trainer
from cnn_core.payload import in_half, unpack
from cnn_core.snapshots import read
from tests.learning.tiny import BATCHES, TINY, MemoryLink, train

EARLY = [(0, 0), (1, 0), (2, 0), (5, 0)]


def artifact(link):
    return [p.artifacts["snapshots"] for p in link.parcels if "snapshots" in p.artifacts][-1]


def moments(data):
    return [(taken.step, taken.epoch) for taken in read(data)]


@pytest.fixture(scope="module")
def trained(split):
    link = MemoryLink()
    train(TINY, split, link)
    return link


def test_the_first_steps_and_the_ends_of_epochs_are_kept(trained):
    assert moments(artifact(trained)) == [*EARLY, (BATCHES, 1), (2 * BATCHES, 2)]


def test_they_are_written_with_checkpoints_only(trained):
    written = [parcel for parcel in trained.parcels if "snapshots" in parcel.artifacts]
    assert all("checkpoint" in parcel.artifacts for parcel in written)
    assert [moments(p.artifacts["snapshots"])[-1][0] for p in written][-2:] == [8, 16]


def test_each_is_the_network_of_its_step_however_it_came_there(trained, split):
    sent = {p.step: p.artifacts["payload"] for p in trained.parcels if "payload" in p.artifacts}
    taken = {one.step: one.payload for one in read(artifact(trained))}
    for step in (0, BATCHES, 2 * BATCHES):
        assert taken[step] == in_half(sent[step])
    first, second, state = MemoryLink(pause_at=2), MemoryLink(), fresh(TINY)
    train(TINY, split, first, longest_chunk=1)
    assert taken[2] == in_half(first.parcels[-1].artifacts["payload"])
    checkpoint.restore(first.checkpoint, state)
    Trainer(TINY, split, state, second, Pace(), snapshots=artifact(first)).fit()
    assert artifact(second) == artifact(trained)


class Walk:
    """In place of a training: each step gives the weights a value of its own."""

    def __init__(self, split, step=0, epoch=0, stored=None):
        self.state = fresh(TINY)
        self.state.progress = Progress(step=step, epoch=epoch, batch=step - BATCHES * epoch)
        self.keeper = Snapshots(self.state, TINY, split, stored)
        self.stored = stored

    def to(self, epochs, batches=0):
        progress = self.state.progress
        self.visit()
        while (progress.epoch, progress.batch) != (epochs, batches):
            progress.count(32, 1.0, 0.5, 0.1)
            self.visit()
            if progress.batch == BATCHES:
                progress.end_epoch(None)
                self.visit(last=(progress.epoch, 0) == (epochs, batches))
        return self.stored

    def visit(self, last=False):
        for variable in self.state.model.weights:
            variable.assign(np.full(variable.shape, self.state.progress.step, np.float32))
        self.keeper.take(last)
        self.stored = self.keeper.artifact().get("snapshots", self.stored)


@pytest.fixture
def room_for_six(monkeypatch, trained):
    size = len(read(artifact(trained))[0].payload)
    monkeypatch.setattr(snapshots, "MOST_BYTES", snapshots.HEADER_BYTES + 6 * size)


@pytest.mark.usefixtures("room_for_six")
@pytest.mark.parametrize(
    ("epochs", "ends"),
    [(2, [1, 2]), (3, [1, 2, 3]), (5, [1, 3, 5]), (6, [1, 3, 5, 6]), (8, [1, 5, 8])],
)
def test_ends_of_epochs_leave_when_room_is_short(split, epochs, ends):
    assert [epoch for _, epoch in moments(Walk(split).to(epochs)) if epoch] == ends


@pytest.mark.usefixtures("room_for_six")
@pytest.mark.parametrize("halt", [(0, 0), (0, 3), (1, 0), (2, 5), (4, 0), (5, 1)])
def test_an_interrupted_training_keeps_what_another_keeps(split, halt):
    stored = Walk(split).to(*halt)
    epoch, batch = halt
    resumed = Walk(split, BATCHES * epoch + batch, epoch, stored)
    assert resumed.to(7) == Walk(split).to(7)


@pytest.mark.usefixtures("room_for_six")
def test_those_beyond_the_checkpoint_are_dropped(split):
    later = Walk(split).to(3)
    assert Walk(split, 3, 0, later).to(1) == Walk(split).to(1)


@pytest.mark.parametrize("stored", [b"garbage", None])
def test_a_training_goes_on_where_earlier_ones_are_lost(split, stored):
    assert moments(Walk(split, 3, 0, stored).to(1)) == [(5, 0), (8, 1)]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_a_network_that_16_bits_cannot_hold_is_left_out(split, value):
    state = fresh(TINY)
    keeper = Snapshots(state, TINY, split, None)
    kernel = state.model.weights[0]
    kernel.assign(np.full(kernel.shape, value, np.float32))
    keeper.take()
    assert keeper.artifact() == {}
    kernel.assign(np.full(kernel.shape, 0.5, np.float32))
    keeper.take()
    (taken,) = read(keeper.artifact()["snapshots"])
    assert (unpack(taken.payload).tensors[0][0] == 0.5).all()


@pytest.mark.parametrize("room", [0, 10_500])
def test_of_a_large_network_nothing_is_kept(split, monkeypatch, room):
    monkeypatch.setattr("cnn_core.learning.snapshots.MOST_BYTES", room)
    monkeypatch.setattr(snapshots, "MOST_BYTES", room)
    assert Walk(split).to(2) is None

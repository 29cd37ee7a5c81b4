from __future__ import annotations

from cnn_core.learning.progress import Progress
from cnn_core.learning.recorder import Recorder
from tests.learning.tiny import MemoryLink


def test_batches_epochs_and_remarks_become_points():
    progress, link = Progress(), MemoryLink()
    recorder = Recorder(link, progress)
    recorder.remark("before the first step")
    progress.count(images=32, loss=2.0, accuracy=0.5, seconds=1.5)
    recorder.on_train_batch_end(0, {"loss": 2.0, "accuracy": 0.5, "learning_rate": 0.1})
    recorder.remark("in the epoch")
    recorder.hand_over("CPU:0", {"checkpoint": b"at 1"})
    progress.end_epoch(val_loss=1.0)
    recorder.on_epoch_end(0, {"loss": 2.0, "val_loss": 1.0, "val_accuracy": 0.6})
    recorder.remark("after the epoch")
    recorder.hand_over()
    first, second = link.parcels
    assert (first.epoch, first.step, first.device) == (0, 1, "CPU:0")
    assert first.artifacts == {"checkpoint": b"at 1"}
    assert (second.epoch, second.step, second.artifacts) == (1, 1, {})
    (batch,) = link.points("batch")
    assert (batch.step, batch.epoch, batch.seconds) == (1, 1, 1.5)
    assert (batch.loss, batch.accuracy, batch.learning_rate) == (2.0, 0.5, 0.1)
    (epoch,) = link.points("epoch")
    assert (epoch.step, epoch.epoch) == (1, 1)
    assert (epoch.loss, epoch.accuracy) == (2.0, None)
    assert (epoch.val_loss, epoch.val_accuracy) == (1.0, 0.6)
    assert [(e.note, e.step, e.epoch) for e in link.points("event")] == [
        ("before the first step", 0, 1),
        ("in the epoch", 1, 1),
        ("after the epoch", 1, 1),
    ]

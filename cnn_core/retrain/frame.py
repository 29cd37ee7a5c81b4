"""The parts around the training: settings and threads before it, test and comparison after it."""

from __future__ import annotations

import re

from cnn_core.figures.theme import percent
from cnn_core.records import Run
from cnn_core.retrain.part import Part, part
from cnn_core.retrain.retraining import Retraining
from cnn_core.retrain.seeds import seed_constants
from cnn_core.spec import Hardware

THREADS_TEXT = (
    "The number of threads decides in which order numbers are added, and so how sums round. It is "
    "set before TensorFlow's first operation, and cannot be changed after it."
)
CPU = ['tf.config.set_visible_devices([], "GPU")']
GPU = [
    'gpus = tf.config.list_physical_devices("GPU")',
    'tf.config.set_visible_devices(gpus[:1], "GPU")',
    "tf.config.experimental.enable_op_determinism()",
]
COMPARISON = """\
weights = b"".join(array.tobytes() for array in model.get_weights())
digest = hashlib.sha256(weights).hexdigest()
print(f"digest of the weights: {digest}")
if digest == DIGEST:
    print("Equal to the run in every weight.")
else:
    print("Not equal to the run, whose digest is")
    print(DIGEST)
    print("Other versions, threads or images, or another processor, change it.")
"""


def settings_part(retraining: Retraining) -> Part:
    """Constants; the imports are added where all the code is known."""
    return part(
        "Settings",
        "The seeds that all chance follows from, and SHA-256 of the weights that the run reached.",
        *seed_constants(retraining.spec.training),
        f'DIGEST = "{retraining.digest}"',
    )


def threads_part(hardware: Hardware) -> Part:
    """Device and threads of the run."""
    return part(
        "Threads",
        THREADS_TEXT,
        *(CPU if hardware.device == "cpu" else GPU),
        f"tf.config.threading.set_intra_op_parallelism_threads({hardware.intra_op_threads})",
        f"tf.config.threading.set_inter_op_parallelism_threads({hardware.inter_op_threads})",
    )


def test_part(run: Run) -> Part:
    """Tests the network and saves its weights."""
    reached = f" The run reached {percent(run.result.test_accuracy)}." if run.result else ""
    return part(
        "Test",
        f"The test images are looked at once, after training.{reached}",
        "loss, accuracy = figures(test_pixels, test_labels)",
        'print(f"test: loss {loss:.4f}, {accuracy:.2%} of {len(test_labels)} images right")',
        f'model.save_weights("run-{run.id}.weights.h5")',
    )


def comparison_part() -> Part:
    """Compares every weight with the run's."""
    return part("The same weights?", "Equal digests mean that every bit is equal.", COMPARISON)


def versions(run: Run) -> list[str]:
    """`keras==3.15.1`, as pip takes them; none where the run does not say, or not plainly."""
    if run.result is None:
        return []
    found = {"keras": run.result.keras, "tensorflow": run.result.tensorflow}
    return [
        f"{name}=={version}"
        for name, version in found.items()
        if re.fullmatch(r"[0-9A-Za-z.+-]{1,40}", version)
    ]

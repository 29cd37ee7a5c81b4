"""All parts of a program that trains a run again, in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnn_core.retrain.augmentation import augmentation_part
from cnn_core.retrain.frame import comparison_part, settings_part, test_part, threads_part, versions
from cnn_core.retrain.images import images_part, normalization_part
from cnn_core.retrain.network import network_part
from cnn_core.retrain.part import Part
from cnn_core.retrain.retraining import Retraining
from cnn_core.retrain.schedule import has_schedule, schedule_part
from cnn_core.retrain.training import figures_part, step_part, training_part

IMPORTS = (
    (
        ("hashlib.", "import hashlib"),
        (" cos(", "from math import cos, pi"),
        ("Path(", "from pathlib import Path"),
    ),
    (
        ("keras.", "import keras"),
        ("np.", "import numpy as np"),
        ("tf.", "import tensorflow as tf"),
        ("layers.", "from keras import {parts}"),
        ("MiniBatchKMeans(", "from sklearn.cluster import MiniBatchKMeans"),
        ("StandardScaler(", "from sklearn.preprocessing import StandardScaler"),
        ("threadpool_limits(", "from threadpoolctl import threadpool_limits"),
    ),
)
"""By what a program that needs them has in it; the standard library's, then others'."""
INTRODUCTION = (
    "This program trains run {run} of CNN Lab again, with Keras and without CNN Lab. With the "
    "same versions, the same number of threads and a processor of the same kind, every weight "
    "comes out equal in every bit."
)


def introduction(retraining: Retraining) -> str:
    """What the program is for."""
    return INTRODUCTION.format(run=retraining.run.id)


def install_hint(retraining: Retraining, parts: Sequence[Part]) -> str:
    """The command that installs what the program needs."""
    needed = versions(retraining.run) or ["keras", "tensorflow"]
    needed += ["scikit-learn"] if any("sklearn" in part.code for part in parts) else []
    return f"pip install {' '.join(needed)}"


def program(retraining: Retraining) -> list[Part]:
    """The parts; the first one imports all that is needed."""
    spec = retraining.spec
    parts = [
        settings_part(retraining),
        threads_part(spec.hardware),
        images_part(spec),
        normalization_part(spec.data),
        *([augmentation_part(spec)] if spec.data.augmentation.active else []),
        network_part(spec),
        *([schedule_part(retraining)] if has_schedule(spec.training) else []),
        step_part(spec),
        figures_part(spec),
        training_part(retraining),
        test_part(retraining.run),
        comparison_part(),
    ]
    imports = _imports("\n".join(each.code for each in parts))
    first = f"{imports}\n\n# Run {retraining.run.id}: {retraining.run.name}\n{parts[0].code}"
    return [parts[0]._replace(code=first), *parts[1:]]


def _imports(code: str) -> str:
    names = [name for name in ("layers", "ops", "regularizers") if re.search(rf"\b{name}\.", code)]
    groups = [
        "\n".join(statement for token, statement in group if token in code) for group in IMPORTS
    ]
    return "\n\n".join(groups).format(parts=", ".join(names))

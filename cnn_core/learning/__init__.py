"""The only room, besides worker.py, that imports Keras and TensorFlow."""

import sys

# Keras loads these two for scikit-learn wrappers and data frames, which nothing here uses: a fifth
# of a worker's start. It does without a library that cannot be imported.
_NOT_FOR_KERAS = {"pandas", "sklearn"} - sys.modules.keys()

for _name in _NOT_FOR_KERAS:
    sys.modules[_name] = None  # type: ignore[assignment]
try:
    import keras  # noqa: F401
finally:
    for _name in _NOT_FOR_KERAS:
        del sys.modules[_name]

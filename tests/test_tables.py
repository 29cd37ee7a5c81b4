"""CSV texts, read back with pandas."""

import io

import numpy as np
import pandas as pd

from cnn_core.tables import classes_csv, confusion_csv, csv_text, predictions_csv
from tests.test_scores import evaluated

NAMES = ["T-shirt, top", *"123456789"]
EVALUATION = evaluated()


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), index_col=0)


def test_none_and_nan_are_empty_cells() -> None:
    assert csv_text(["a", "b", "c"], [[None, float("nan"), 0.5]]) == "a,b,c\n,,0.5\n"


def test_confusion_keeps_rows_and_columns() -> None:
    table = read(confusion_csv(EVALUATION, NAMES))
    assert list(table.index) == list(table.columns) == NAMES
    np.testing.assert_array_equal(table.to_numpy(), EVALUATION.confusion())


def test_classes_hold_the_figures_of_each() -> None:
    table = read(classes_csv(EVALUATION, NAMES))
    np.testing.assert_allclose(table["recall"], EVALUATION.per_class().recall)
    assert table["images"].sum() == len(EVALUATION)


def test_predictions_hold_every_image_or_the_errors() -> None:
    everything = read(predictions_csv(EVALUATION, NAMES, errors_only=False))
    errors = read(predictions_csv(EVALUATION, NAMES, errors_only=True))
    assert list(everything.index) == list(EVALUATION.indices)
    assert (errors["true"] != errors["predicted"]).all()
    assert len(everything) - len(errors) == EVALUATION.correct
    np.testing.assert_allclose(
        everything.filter(like="output").to_numpy(), EVALUATION.probabilities, atol=1e-6
    )

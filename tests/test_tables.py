"""CSV texts, read back with pandas."""

import io

import numpy as np
import pandas as pd

from cnn_core.arithmetic import describe
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.reference import compare
from cnn_core.tables import (
    architecture_csv,
    classes_csv,
    comparison_csv,
    confusion_csv,
    csv_text,
    epochs_csv,
    predictions_csv,
)
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
    assert len(everything) - len(errors) == np.trace(EVALUATION.confusion())
    np.testing.assert_allclose(
        everything.filter(like="output").to_numpy(), EVALUATION.probabilities, atol=1e-6
    )


def test_architecture_holds_each_layer() -> None:
    summary = describe(ARTICLE.architecture)
    table = read(architecture_csv(summary))
    assert list(table.index) == list(range(len(summary.layers)))
    assert table["weights"].sum() == 96_844
    assert table["multiply-adds"].sum() == 2_797_756
    conv = table.loc[5]
    assert (conv["layer"], conv["output shape"]) == ("Convolution", "3×3×64")
    assert (conv["receptive field"], conv["step"]) == ("18×18", "4×4")
    assert pd.isna(table.loc[8]["receptive field"])


def test_epochs_hold_their_seconds_beside_the_expectation() -> None:
    table = read(epochs_csv([21.0, 20.5], expected=19.0))
    assert list(table.index) == [1, 2]
    assert list(table["seconds"]) == [21.0, 20.5]
    assert list(table["expected seconds"]) == [19.0, 19.0]
    assert read(epochs_csv([21.0], expected=None))["expected seconds"].isna().all()


def test_comparison_holds_both_and_the_difference() -> None:
    points = [Point("epoch", 844, 1, 20.0, loss=0.1651, accuracy=0.95)]
    row = read(comparison_csv(compare(points))).loc[1]
    assert (row["loss here"], row["loss in the article"]) == (0.1651, 0.1551)
    assert (row["accuracy here"], row["accuracy in the article"]) == (0.95, 0.9520)
    assert row["loss difference"] == 0.01
    assert row["accuracy difference"] == -0.002

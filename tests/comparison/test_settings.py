"""Settings of several runs side by side."""

from __future__ import annotations

from cnn_core.comparison.settings import ABSENT, Row, layer_rows, setting_rows
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, LENET5, SMALL


def differing(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    return {row.title: row.values for row in rows if row.differs}


def test_equal_specs_do_not_differ() -> None:
    assert differing(setting_rows([ARTICLE, ARTICLE])) == {}
    assert differing(layer_rows([ARTICLE, ARTICLE])) == {}
    assert len(setting_rows([ARTICLE])) > 20


def test_every_field_of_the_spec_is_there() -> None:
    changes = {
        "data.normalization": ("mean_std", "Data: normalization"),
        "data.train_images": ("1000", "Data: train images"),
        "data.augmentation.shift": ("2", "Data: augmentation, shift"),
        "training.learning_rate": ("0.01", "Training: learning rate"),
        "training.order_seed": ("7", "Training: order seed"),
        "hardware.xla": ("true", "Hardware: xla"),
    }
    for path, (value, title) in changes.items():
        changed = override(ARTICLE, [f"{path}={value}"])
        assert list(differing(setting_rows([ARTICLE, changed]))) == [title]


def test_values_are_written_for_people() -> None:
    changed = override(
        ARTICLE, ["hardware.xla=true", "data.normalization=mean_std", "training.weights_seed=3"]
    )
    assert differing(setting_rows([ARTICLE, changed])) == {
        "Data: normalization": ("unit", "mean std"),
        "Training: weights seed": (ABSENT, "3"),
        "Hardware: xla": ("no", "yes"),
    }


def test_settings_of_another_schedule_come_after_its_name() -> None:
    cosine = override(ARTICLE, ["training.schedule.kind=cosine"])
    step = override(ARTICLE, ["training.schedule.kind=step"])
    rows = setting_rows([ARTICLE, cosine, step])
    assert differing(rows) == {
        "Training: schedule": ("constant", "cosine", "step"),
        "Training: schedule, every": (ABSENT, ABSENT, "2"),
        "Training: schedule, factor": (ABSENT, ABSENT, "0.5"),
        "Training: schedule, final": (ABSENT, "0", ABSENT),
    }
    titles = [row.title for row in rows]
    first = titles.index("Training: schedule")
    assert all(title.startswith("Training: schedule") for title in titles[first : first + 4])
    assert titles[first + 4] == "Training: batch size"


def test_layers_stand_beside_those_of_their_kind() -> None:
    rows = layer_rows([ARTICLE, SMALL])
    assert [row.title for row in rows] == [
        "Convolution", "Max pooling", "Batch normalisation", "Activation",
        "Convolution", "Batch normalisation", "Activation",
        "Convolution", "Max pooling", "Batch normalisation", "Activation",
        "Convolution", "Batch normalisation", "Activation",
        "Flatten", "Dense", "Output",
    ]  # fmt: skip
    assert [row.title for row in rows if not row.differs] == [
        "Max pooling", "Max pooling", "Flatten", "Output",
    ]  # fmt: skip
    assert rows[15].values == ("70 units, relu", ABSENT)
    assert rows[14].values == ("yes", "yes")


def test_every_layer_of_every_run_is_shown_once_and_in_order() -> None:
    specs = [SMALL, ARTICLE, LENET5, SMALL]
    rows = layer_rows(specs)
    for place, spec in enumerate(specs):
        shown = [row.values[place] for row in rows if row.values[place] != ABSENT]
        assert len(shown) == len(spec.architecture.layers)
    assert all(len(row.values) == 4 for row in rows)
    assert all(row.values[0] == row.values[3] for row in rows)


def test_either_pooling_stands_in_the_others_place() -> None:
    average = override(ARTICLE, ["architecture.layers.1.kind=average_pooling2d"])
    assert differing(layer_rows([ARTICLE, average])) == {
        "Pooling": ("Max pooling 2×2, stride 2, valid", "Average pooling 2×2, stride 2, valid")
    }

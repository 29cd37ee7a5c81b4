"""Changes written as path=value."""

import pytest

from cnn_core.layers import AveragePooling2D, Conv2D
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.spec import Cosine, SpecError


def test_values_are_json_or_plain_strings() -> None:
    spec = override(
        ARTICLE,
        [
            "training.epochs=2",
            "training.optimizer=adam",
            'data.normalization="per_pixel"',
            "hardware.xla=true",
            "architecture.layers.0.kernel_size=[5, 3]",
            "hardware.gpu_memory_share=0.35",
        ],
    )
    assert (spec.training.epochs, spec.training.optimizer) == (2, "adam")
    assert spec.data.normalization == "per_pixel"
    assert spec.hardware.xla
    assert spec.hardware.gpu_memory_share == 0.35
    assert spec.architecture.layers[0] == Conv2D(filters=32, kernel_size=(5, 3))


def test_a_path_reaches_into_lists() -> None:
    spec = override(ARTICLE, ["architecture.layers.2.filters=16"])
    assert spec.architecture.layers[2] == Conv2D(filters=16)
    assert spec.architecture.layers[4] == ARTICLE.architecture.layers[4]


def test_a_new_kind_starts_from_its_defaults() -> None:
    spec = override(
        ARTICLE,
        [
            "training.schedule.kind=cosine",
            "training.schedule.final=0.1",
            "architecture.layers.1.kind=average_pooling2d",
        ],
    )
    assert spec.training.schedule == Cosine(final=0.1)
    assert spec.architecture.layers[1] == AveragePooling2D()


def test_no_assignment_changes_nothing() -> None:
    assert override(ARTICLE, []) == ARTICLE


@pytest.mark.parametrize(
    ("assignment", "fault"),
    [
        ("training.epoch=2", "training.epoch: extra inputs are not permitted. Received: 2"),
        ("train.epochs=2", "train: there is no such field. Expected one of: architecture, data,"),
        ("architecture.layers.8.units=2", "architecture.layers.8: there is no such field."),
        ("architecture.layers.-1.units=2", "architecture.layers.-1: there is no such field."),
        ("architecture.layers.²=2", "architecture.layers.²: there is no such field."),
        (f"architecture.layers.{'9' * 5000}=2", "architecture.layers.999"),
        ("training.epochs.most=2", "training.epochs.most: there is no such field."),
        ("training.epochs", "--set: expected path=value. Received: training.epochs"),
        ("=3", "--set: expected path=value."),
        ("training.epochs=0", "training.epochs: input should be greater than or equal to 1."),
        ("training.epochs=NaN", "training.epochs: "),
        ("training.learning_rate=1e999", "training.learning_rate: "),
        ("training.epochs=" + "[" * 5000, "training.epochs: "),
        ("training.epochs=" + "9" * 5000, "training.epochs: "),
        ("training.momentum=0.9", "training.momentum: only sgd takes it."),
    ],
)
def test_each_fault_is_a_line_that_names_the_field(assignment: str, fault: str) -> None:
    with pytest.raises(SpecError) as caught:
        override(ARTICLE, [assignment])
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(fault)
    assert "\n" not in caught.value.faults[0]


def test_all_faults_of_the_paths_are_told_at_once() -> None:
    with pytest.raises(SpecError) as caught:
        override(ARTICLE, ["a.b=1", "train.b=2"])
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["a", "train"]

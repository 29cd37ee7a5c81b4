"""Settings in short words: what sets specs apart, and the presets they come from."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, KERAS, LENET5, PRESETS, SMALL
from cnn_core.spec import RunSpec
from cnn_core.spec_settings import Usual, origin, tell
from tests.strategies import run_specs


def changed(*changes: str, base: RunSpec = ARTICLE) -> RunSpec:
    return override(base, changes)


def differences(specs: list[RunSpec]) -> list[str]:
    """Of each from the others."""
    told = [tell(spec) for spec in specs]
    return [Usual.of(told).difference(each) for each in told]


def test_settings_are_told_by_the_names_of_their_fields() -> None:
    told = tell(ARTICLE).settings()
    assert told["filters"] == "32/64/64"
    assert told["kernel_size"] == "3×3"
    assert told["learning_rate"] == "0.001"
    assert told["schedule"] == "constant"
    assert told["pool_size"] == "2×2"
    assert told["strides"] == "1×1"
    assert told["output_activation"] == "softmax"
    assert told["xla"] == "off"
    assert not {"seed", "epochs", "device"} & told.keys()


def test_fields_of_one_name_are_told_apart() -> None:
    told = tell(SMALL).settings()
    assert (told["momentum"], told["batch_norm_momentum"]) == ("0", "0.9")


def test_what_most_have_is_not_told() -> None:
    odd = changed("training.learning_rate=0.01", "architecture.layers.0.filters=16")
    assert differences([ARTICLE, odd, ARTICLE]) == [
        "",
        "learning_rate 0.01, filters 16/64/64",
        "",
    ]


def test_where_no_value_is_usual_each_tells_its_own() -> None:
    rates = [changed(f"training.learning_rate={rate}") for rate in (0.1, 0.01, 0.001)]
    assert differences(rates) == ["learning_rate 0.1", "learning_rate 0.01", "learning_rate 0.001"]
    assert differences(rates[:2]) == ["learning_rate 0.1", "learning_rate 0.01"]


def test_other_layers_are_told_as_layers() -> None:
    assert differences([ARTICLE, ARTICLE, KERAS])[2].endswith(
        "layers conv 32, max pool, conv 64, max pool, dropout 0.5"
    )


def test_a_schedule_is_told_with_what_it_has() -> None:
    cosine = changed("training.schedule.kind=cosine", "training.schedule.final=0.1")
    assert differences([ARTICLE, ARTICLE, cosine])[2] == "schedule cosine 0.1"


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_run_differs_from_nothing(count: int) -> None:
    assert differences([ARTICLE] * count) == [""] * count


def test_seeds_epochs_and_devices_have_columns_of_their_own() -> None:
    other = changed("training.seed=3", "training.epochs=9", "hardware.device=gpu")
    assert differences([ARTICLE, other]) == ["", ""]


@hypothesis.settings(max_examples=30)
@given(st.lists(run_specs(), min_size=1, max_size=6))
def test_who_is_like_most_is_told_nothing(shown: list[RunSpec]) -> None:
    crowd = shown + [shown[0]] * (len(shown) + 1)
    assert differences(crowd)[0] == ""


@hypothesis.settings(max_examples=30)
@given(run_specs(), run_specs())
def test_two_that_are_told_alike_have_the_same_settings(first: RunSpec, second: RunSpec) -> None:
    kinds = [[layer.kind for layer in each.architecture.layers] for each in (first, second)]
    alike = kinds[0] == kinds[1] and tell(first).settings() == tell(second).settings()
    told = differences([first, second])
    assert (told[0] == told[1]) == alike


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_its_own_origin(name: str) -> None:
    assert origin(tell(PRESETS[name])) == (name, False)
    other = override(
        PRESETS[name], ["training.seed=9", "training.epochs=2", "hardware.intra_op_threads=1"]
    )
    assert origin(tell(other)) == (name, False)


def test_a_change_is_told_with_its_preset() -> None:
    assert origin(tell(changed("training.batch_size=32", base=LENET5))) == ("lenet5", True)
    assert origin(tell(changed("architecture.layers.0.filters=99", base=SMALL))) == ("small", True)
    assert origin(tell(changed("data.dataset=fashion_mnist"))) == ("article", True)


def test_other_layers_come_from_no_preset() -> None:
    layers = ARTICLE.architecture.layers
    fewer = ARTICLE.architecture.model_copy(update={"layers": layers[2:]})
    assert origin(tell(ARTICLE.model_copy(update={"architecture": fewer}))) == ("", False)

import pytest
from pydantic import ValidationError

from cnn_core.frozen import Frozen
from cnn_core.spec import Cosine, Data, Hardware, OneCycle, Training
from cnn_core.web.fields import limits

NUMBERS = [
    (Training(), "learning_rate"),
    (Training(), "momentum"),
    (Training(), "epochs"),
    (Training(), "batch_size"),
    (Data(), "train_images"),
    (Data(), "validation_share"),
    (OneCycle(), "start"),
    (OneCycle(), "warm_up"),
    (Cosine(), "final"),
    (Hardware(), "intra_op_threads"),
]


@pytest.mark.parametrize(("settings", "name"), NUMBERS)
def test_limits_are_accepted_and_what_is_beyond_is_not(settings: Frozen, name: str) -> None:
    model = type(settings)
    low, high = limits(settings, name)
    assert low is not None
    assert high is not None
    for value in (low, high):
        model.model_validate({name: value})
    for value in (low - 1e-3, high + 1):
        with pytest.raises(ValidationError):
            model.model_validate({name: value})


def test_the_seed_stays_below_its_limit() -> None:
    low, high = limits(Training(), "seed")
    assert low == 0
    assert high is not None
    assert int(high) == 2**31 - 1

"""The part about the learning rate, for runs in which it changes."""

from __future__ import annotations

from cnn_core import spec
from cnn_core.retrain.part import Part, part
from cnn_core.retrain.retraining import Retraining

HALF_COSINE = '''\
def half_cosine(start, end, done):
    """From start to end along half a cosine, as done goes from 0 to 1."""
    return end + (start - end) * (1 + cos(pi * done)) / 2

'''
TEXTS = {
    "step": "The learning rate is multiplied by a factor every few epochs.",
    "exponential": "The learning rate shrinks at each step, by a factor per epoch.",
    "cosine": "The learning rate falls along half a cosine over all steps.",
    "one_cycle": "The learning rate rises and falls again, cosine both ways, over all steps.",
}


def has_schedule(training: spec.Training) -> bool:
    """Whether the learning rate follows from the step alone, and is not always the same."""
    return training.schedule.kind in TEXTS


def schedule_part(retraining: Retraining) -> Part:
    """Defines `learning_rate(step)`."""
    training = retraining.spec.training
    last = retraining.steps_per_epoch * training.epochs - 1
    went_on = retraining.epochs > training.epochs
    needs_cosine = training.schedule.kind in ("cosine", "one_cycle")
    return part(
        "Learning rate",
        TEXTS[training.schedule.kind],
        *([HALF_COSINE] if needs_cosine else []),
        "def learning_rate(step):",
        '    """Of a step, counted from 0 over all epochs."""',
        *([f"    step = min(step, {last})  # after the schedule"] if went_on else []),
        *_body(training, retraining.steps_per_epoch, last),
    )


def _body(training: spec.Training, steps: int, last: int) -> list[str]:
    rate, schedule = training.learning_rate, training.schedule
    match schedule:
        case spec.Step():
            exponent = f"(step // {steps} // {schedule.every})"
            return [f"    return {rate!r} * {schedule.factor!r} ** {exponent}"]
        case spec.Exponential():
            return [f"    return {rate!r} * {schedule.factor!r} ** (step / {steps})"]
        case spec.Cosine():
            done = f"step / {max(1, last)}"
            return [f"    return {rate!r} * half_cosine(1.0, {schedule.final!r}, {done})"]
        case spec.OneCycle():
            return _one_cycle(schedule, rate, max(1, last))
        case spec.Constant() | spec.ReduceOnPlateau():
            return []


def _one_cycle(schedule: spec.OneCycle, rate: float, last: int) -> list[str]:
    warm_up, start, final = schedule.warm_up, schedule.start, schedule.final
    return [
        f"    warm_up, done = {warm_up!r}, step / {last}",
        "    if done < warm_up:",
        f"        return {rate!r} * half_cosine({start!r}, 1.0, done / warm_up)",
        "    cooled = (done - warm_up) / (1 - warm_up)",
        f"    return {rate!r} * half_cosine(1.0, {final!r}, cooled)",
    ]

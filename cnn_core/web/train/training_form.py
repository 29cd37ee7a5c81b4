"""Training settings of the draft: optimizer, learning rate and its schedule, epochs."""

from __future__ import annotations

import streamlit as st

from cnn_core.spec import (
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    ReduceOnPlateau,
    Schedule,
    Step,
    Training,
)
from cnn_core.web import draft, fields

OPTIMIZERS = {
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "Nadam",
}
SCHEDULES: dict[str, Schedule] = {
    schedule.kind: schedule
    for schedule in (Constant(), Step(), Exponential(), Cosine(), OneCycle(), ReduceOnPlateau())
}
SCHEDULE_TITLES = {
    "constant": "Constant",
    "step": "In steps",
    "exponential": "Exponential",
    "cosine": "Cosine",
    "one_cycle": "One cycle (rises, then falls)",
    "reduce_on_plateau": "Reduced on a plateau",
}

EARLY_NOTE = (
    "Ends the run when the validation loss has not fallen for so many epochs, and puts the best "
    "epoch's weights back. 0: off."
)
SEED_NOTE = (
    "Split, initial weights, order of the images and augmentation follow from it, unless they have "
    "a seed of their own: the same settings with the same seeds give the same result."
)


def training_form() -> None:
    """Show the widgets that apply and put what they say into the draft."""
    training = draft.training()
    first, second, third = st.columns(3, gap="large")
    with first:
        epochs = fields.whole(training, "epochs", "Epochs")
        batch_size = fields.whole(training, "batch_size", "Images in a mini-batch", step=16)
        seed = fields.whole(training, "seed", "Seed", help=SEED_NOTE)
        weights_seed = _own_seed(training, "weights_seed", "Seed of the initial weights")
        order_seed = _own_seed(training, "order_seed", "Seed of the order of the images")
    with third:
        schedule = _schedule(training.schedule)
        patience = fields.whole(
            training, "early_stopping_patience", "Early stopping after (epochs)", help=EARLY_NOTE
        )
    with second:
        optimizer = fields.choice(training, "optimizer", "Optimizer", OPTIMIZERS)
        note = "The peak of the cycle." if schedule.kind == "one_cycle" else "At the start."
        rate = fields.number(training, "learning_rate", "Learning rate", step=0.0005, help=note)
        momentum, nesterov = _momentum(training) if optimizer == "sgd" else (0.0, False)
        decay = _weight_decay(training) if optimizer == "adamw" else 0.0
    draft.set_training(
        Training.model_validate(
            {
                "optimizer": optimizer,
                "learning_rate": rate,
                "momentum": momentum,
                "nesterov": nesterov,
                "weight_decay": decay,
                "schedule": schedule,
                "batch_size": batch_size,
                "epochs": epochs,
                "early_stopping_patience": patience,
                "seed": seed,
                "weights_seed": weights_seed,
                "order_seed": order_seed,
            }
        )
    )


def _own_seed(training: Training, name: str, label: str) -> int | None:
    """A field for a seed that a loaded spec tells apart from the others; None where it has none."""
    if getattr(training, name) is None:
        return None
    return fields.whole(training, name, label)


def _momentum(training: Training) -> tuple[float, bool]:
    momentum = fields.number(training, "momentum", "Momentum", step=0.1)
    return momentum, momentum > 0 and fields.switch(training, "nesterov", "Nesterov momentum")


def _weight_decay(training: Training) -> float:
    return fields.number(training, "weight_decay", "Weight decay", step=0.001)


def _schedule(schedule: Schedule) -> Schedule:
    kind = st.selectbox(
        "Learning-rate schedule",
        list(SCHEDULES),
        index=list(SCHEDULES).index(schedule.kind),
        format_func=SCHEDULE_TITLES.__getitem__,
        key=f"schedule-{draft.generation()}",
    )
    return _schedule_fields(schedule if schedule.kind == kind else SCHEDULES[kind])


def _schedule_fields(schedule: Schedule) -> Schedule:
    match schedule:
        case Constant():
            return schedule
        case Step():
            every = fields.whole(schedule, "every", "Every (epochs)")
            return Step(every=every, factor=fields.number(schedule, "factor", "Multiply by"))
        case Exponential():
            factor = fields.number(schedule, "factor", "Multiply by, per epoch")
            return Exponential(factor=factor)
        case Cosine():
            final = fields.number(schedule, "final", "Last rate, as a share of the first")
            return Cosine(final=final)
        case OneCycle():
            return _one_cycle(schedule)
        case ReduceOnPlateau():
            factor = fields.number(schedule, "factor", "Multiply by")
            patience = fields.whole(schedule, "patience", "Patience (epochs)")
            return ReduceOnPlateau(factor=factor, patience=patience)


def _one_cycle(schedule: OneCycle) -> OneCycle:
    return OneCycle(
        warm_up=fields.number(schedule, "warm_up", "Share of steps in which it rises"),
        start=fields.number(schedule, "start", "First rate, as a share of the peak"),
        final=fields.number(schedule, "final", "Last rate, as a share of the peak", step=0.0001),
    )

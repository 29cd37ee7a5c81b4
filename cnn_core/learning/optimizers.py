"""From a spec's training settings to a Keras optimizer."""

from __future__ import annotations

import keras

from cnn_core.spec import Training


def build(training: Training, model: keras.Model) -> keras.optimizers.Optimizer:
    """The optimizer with its slots for the model's trainable variables already made."""
    optimizer = _optimizer(training)
    optimizer.build(model.trainable_variables)
    return optimizer


def _optimizer(training: Training) -> keras.optimizers.Optimizer:
    rate = training.learning_rate
    match training.optimizer:
        case "rmsprop":
            return keras.optimizers.RMSprop(rate)
        case "sgd":
            return keras.optimizers.SGD(rate, training.momentum, training.nesterov)
        case "adam":
            return keras.optimizers.Adam(rate)
        case "adamw":
            return keras.optimizers.AdamW(rate, weight_decay=training.weight_decay)
        case "nadam":
            return keras.optimizers.Nadam(rate)

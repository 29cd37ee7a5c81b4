"""What a verdict says, in sentences and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from cnn_core.capsule.verdict import BatchDifference, Verdict

NOT_INITIAL = "The initial weights are not those that the seed gives here."


def headline(verdict: Verdict) -> str:
    """Equal in every weight, or what differs first."""
    if verdict.difference:
        return _difference(verdict.difference)
    if verdict.initial_weights is False:
        return f"{NOT_INITIAL} All {verdict.batches:,} batches compared are equal."
    if verdict.missing:
        made = f"{verdict.batches:,} batches are equal, " if verdict.batches else ""
        ending = verdict.ending.removesuffix(".")
        return f"The second training ended too early: {made}{verdict.missing:,} missing. {ending}."
    if verdict.layer:
        return (
            f"All {verdict.batches:,} batches are equal, but weights at the end differ, first in "
            f"layer {verdict.layer}."
        )
    if verdict.weights is None:
        return f"Equal in every batch that can be compared: {verdict.batches:,}, bit for bit."
    return (
        f"Equal in every weight: all {verdict.weights:,} weights, and the loss and the accuracy of "
        f"all {verdict.batches:,} batches, bit for bit."
    )


def further(verdict: Verdict) -> tuple[str, ...]:
    """What else there is to say: what was left out, and what may explain a difference."""
    told = [NOT_INITIAL] if verdict.difference and verdict.initial_weights is False else []
    told += [verdict.remark] if verdict.remark else []
    return (*told, *verdict.explanations)


def verdict_json(verdict: Verdict) -> str:
    """One object, indented."""
    told = {"equal": verdict.equal, "sentence": headline(verdict)}
    return json.dumps(told | asdict(verdict), indent=2)


def _difference(first: BatchDifference) -> str:
    return (
        f"Batch {first.batch:,} of epoch {first.epoch} is the first that differs: "
        f"loss {_pair(*first.loss)}, accuracy {_pair(*first.accuracy)}."
    )


def _pair(then: float | None, now: float | None) -> str:
    """With as many digits as tell any two 32-bit floats apart."""
    return f"{_figure(then)} as recorded, {_figure(now)} now"


def _figure(value: float | None) -> str:
    return "not a number" if value is None else f"{value:.9g}"

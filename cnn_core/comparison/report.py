"""What the command line says of two runs' comparison: a JSON object, or sentences."""

from __future__ import annotations

import json

from cnn_core.comparison.images import NotComparable, SameImages, same_images
from cnn_core.comparison.lineup import read_answers
from cnn_core.comparison.mcnemar import Comparison, Pair, compare, p_text
from cnn_core.spec import SpecError
from cnn_core.store import Store


def compare_report(store: Store, numbers: Pair, as_json: bool) -> str:
    """Compare two runs on the test images of both.

    Raises SpecError for runs without answers to test images, for runs that were tested on
    different images, and for a run and itself; RunNotFound.
    """
    if numbers[0] == numbers[1]:
        raise SpecError([f"Expected two different runs. Received: {numbers[0]} twice"])
    try:
        images = same_images([read_answers(store, store.run(number)) for number in numbers])
    except NotComparable as error:
        raise SpecError([str(error)]) from None
    tell = compare_json if as_json else compare_text
    return tell(numbers, images)


def compare_json(runs: Pair, images: SameImages) -> str:
    """Differences in points: the other run's accuracy minus the run's."""
    found = compare(*images.right)
    right, other_right = images.right.sum(axis=1).tolist()
    return json.dumps(
        {
            "run": runs[0],
            "other": runs[1],
            "images": found.images,
            "right": right,
            "other_right": other_right,
            "only_run_right": found.first_only,
            "only_other_right": found.second_only,
            "difference": found.difference,
            "interval": [found.low, found.high],
            "confidence": found.confidence,
            "p": found.p,
            "unlikely_to_be_chance": found.shown,
            "sentence": _sentence(runs, found),
        },
        indent=2,
    )


def compare_text(runs: Pair, images: SameImages) -> str:
    """A sentence, and what it rests on."""
    found = compare(*images.right)
    lines = [
        f"Run {number}: {right.mean():.2%} of {found.images:,} test images right, "
        f"{alone:,} of them by this run alone."
        for number, right, alone in zip(
            runs, images.right, (found.first_only, found.second_only), strict=True
        )
    ]
    sure = (
        f"Run {runs[1]} - run {runs[0]}: {found.difference:+.3f} points, "
        f"{found.confidence:.0%} interval {found.low:+.3f} to {found.high:+.3f}; "
        f"McNemar's exact test: p {p_text(found.p)}."
    )
    return "\n".join([_sentence(runs, found), *lines, sure])


def _sentence(runs: Pair, found: Comparison) -> str:
    told = found.sentence(f"run {runs[0]}", f"run {runs[1]}")
    return told[0].upper() + told[1:]

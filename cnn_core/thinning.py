"""A line of any length, thinned while it grows: extremes, ends and gaps of each bucket stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_BUCKETS = 300

Sample = tuple[int, float | None]
"""(step, value); None where the value is not a number."""


@dataclass(frozen=True)
class Series:
    """What is left of a line: at most five samples a bucket, in the order of their steps."""

    samples: tuple[Sample, ...] = ()
    means: tuple[Sample, ...] = ()
    """One per bucket, at its last step: the mean of all its values, for smoothing."""


@dataclass(slots=True)
class _Bucket:
    first: Sample
    last: Sample
    low: Sample | None
    high: Sample | None
    gap: Sample | None
    total: float
    count: int

    @classmethod
    def of(cls, step: int, value: float | None) -> _Bucket:
        sample = (step, value)
        if value is None:
            return cls(sample, sample, None, None, sample, 0.0, 0)
        return cls(sample, sample, sample, sample, None, value, 1)

    def absorb(self, later: _Bucket) -> None:
        self.last = later.last
        self.low = _extreme(self.low, later.low, 1)
        self.high = _extreme(self.high, later.high, -1)
        self.gap = self.gap or later.gap
        self.total += later.total
        self.count += later.count

    def samples(self) -> list[Sample]:
        kept = {self.first, self.last, self.low, self.high, self.gap} - {None}
        return sorted((sample for sample in kept if sample), key=_step)

    def mean(self) -> Sample:
        return self.last[0], self.total / self.count if self.count else None


class Thinned:
    """A line to which samples are added in the order of their steps.

    Buckets span equally many steps (a power of two). When there are too many, neighbours are
    joined in pairs, so that adding a sample costs the same on average however long the line is.
    """

    def __init__(self, max_buckets: int = MAX_BUCKETS) -> None:
        self._max_buckets = max_buckets
        self._width = 1
        self._buckets: dict[int, _Bucket] = {}

    def add(self, step: int, value: float | None) -> None:
        """Append the value of a step (from 1)."""
        self._put(self._buckets, (step - 1) // self._width, _Bucket.of(step, value))
        while len(self._buckets) > self._max_buckets:
            self._join_pairs()

    def series(self) -> Series:
        """The thinned line as of now; costs the same however long the line is."""
        buckets = self._buckets.values()
        samples = tuple(sample for bucket in buckets for sample in bucket.samples())
        return Series(samples, tuple(bucket.mean() for bucket in buckets))

    def _join_pairs(self) -> None:
        self._width *= 2
        joined: dict[int, _Bucket] = {}
        for index, bucket in self._buckets.items():
            self._put(joined, index // 2, bucket)
        self._buckets = joined

    @staticmethod
    def _put(buckets: dict[int, _Bucket], index: int, bucket: _Bucket) -> None:
        if index in buckets:
            buckets[index].absorb(bucket)
        else:
            buckets[index] = bucket


def smooth(samples: Iterable[Sample], weight: float) -> list[Sample]:
    """Exponential moving average; `weight` (0 to below 1) is the share of the past in each value.

    The start is corrected for the missing past, as Adam corrects its moments (Kingma and Ba,
    2015, section 3). A gap stays a gap and is no part of the average.
    """
    average = correction = 0.0
    smoothed: list[Sample] = []
    for step, value in samples:
        if value is None:
            smoothed.append((step, None))
            continue
        average = weight * average + (1 - weight) * value
        correction = weight * correction + (1 - weight)
        smoothed.append((step, average / correction))
    return smoothed


def _extreme(one: Sample | None, other: Sample | None, sign: int) -> Sample | None:
    if one is None or other is None or one[1] is None or other[1] is None:
        return one or other
    return other if sign * other[1] < sign * one[1] else one


def _step(sample: Sample) -> int:
    return sample[0]

import numpy as np
import pandas as pd
import pytest

from cnn_core.thinning import MAX_BUCKETS, Thinned, smooth


def thin(values: list[float | None]) -> Thinned:
    line = Thinned()
    for step, value in enumerate(values, start=1):
        line.add(step, value)
    return line


def noise(count: int, seed: int = 0) -> list[float]:
    return np.random.default_rng(seed).normal(size=count).tolist()


def test_a_short_line_stays_as_it_is() -> None:
    values = noise(MAX_BUCKETS)
    series = thin(values).series()
    assert series.samples == tuple(enumerate(values, start=1))
    assert series.means == series.samples


@pytest.mark.parametrize("count", [301, 1000, 30_011])
def test_each_bucket_keeps_its_ends_and_extremes(count: int) -> None:
    values = np.array(noise(count))
    kept = dict(thin(values.tolist()).series().samples)
    width = 1
    while -(-count // width) > MAX_BUCKETS:
        width *= 2
    for start in range(0, count, width):
        bucket = values[start : start + width]
        ends = {start, start + len(bucket) - 1}
        for index in ends | {start + int(bucket.argmin()), start + int(bucket.argmax())}:
            assert kept[index + 1] == values[index]


def test_the_number_of_samples_is_bounded_and_in_order() -> None:
    series = thin(noise(100_000)).series()
    steps = [step for step, _ in series.samples]
    assert steps == sorted(set(steps))
    assert len(steps) <= 4 * MAX_BUCKETS
    assert len(series.means) <= MAX_BUCKETS


def test_a_single_spike_is_never_thinned_away() -> None:
    values: list[float | None] = [1.0] * 50_000
    values[31_416] = 9.0
    assert (31_417, 9.0) in thin(values).series().samples


def test_a_gap_stays_a_gap() -> None:
    values: list[float | None] = [1.0] * 5_000
    values[2_345] = None
    assert (2_346, None) in thin(values).series().samples


def test_means_are_those_of_all_values() -> None:
    values = noise(1_024)
    means = [mean for _, mean in thin(values).series().means]
    np.testing.assert_allclose(means, np.reshape(values, (-1, 4)).mean(axis=1))


def test_smoothing_agrees_with_pandas() -> None:
    values = noise(200)
    smoothed = [value for _, value in smooth(enumerate(values), 0.9)]
    expected = pd.Series(values).ewm(alpha=0.1, adjust=True).mean()
    np.testing.assert_allclose(np.array(smoothed, dtype=float), expected)


def test_smoothing_leaves_a_gap_out_of_the_average() -> None:
    smoothed = smooth([(1, 2.0), (2, None), (3, 2.0)], 0.5)
    assert smoothed == [(1, 2.0), (2, None), (3, 2.0)]

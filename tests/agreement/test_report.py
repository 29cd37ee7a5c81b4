"""`python -m cnn_core match`: tables, JSON and faults, with a worker that has no Keras."""

from __future__ import annotations

import json
import sys
from functools import partial

import pytest

from cnn_core import answering
from cnn_core.agreement.kept import asked, kept
from cnn_core.cli import main
from cnn_core.engine import Engine
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import LATEST, State, Studied
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.agreements import NAN, agreement, article_agreement, layer_agreement
from tests.payloads import payload

NETWORK = payload(ARTICLE.architecture)


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    fake = (sys.executable, "-m", "tests.fake_worker")
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    monkeypatch.setattr(answering, "Engine", partial(Engine, command=fake))
    return store


def add(store: Store, spec: RunSpec = ARTICLE) -> int:
    """A stopped run with a network."""
    run = store.submit(spec, "run")
    claim = store.claim(99, only=run)
    store.end(claim, State.STOPPED, artifacts={"payload": payload(spec.architecture)})
    return run


def keep(store: Store, pair: tuple[int, int], data: bytes) -> None:
    found = Studied(digest(NETWORK), data)
    store.studies.keep(pair[0], LATEST, asked(pair).question, found)


def test_json_has_pairs_score_null_and_what_reappears(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = [layer_agreement([0.9, NAN, 0.5], [1, 2], position) for position in (0, 2, 4, 6)]
    spec = small()
    pair = add(store, spec), add(store, spec)
    network = digest(payload(spec.architecture))
    data = agreement(*layers, other_network=network).to_bytes()
    store.studies.keep(pair[0], LATEST, asked(pair).question, Studied(network, data))
    assert main(["match", str(pair[1]), str(pair[0]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["other"], told["images"], told["criterion"]) == (*pair, 1000, 0.8)
    first = told["layers"][0]
    assert (first["layer"], first["kind"], first["units"]) == (0, "conv2d", 3)
    assert [(each["unit"], each["other"]) for each in first["pairs"]] == [(0, 1), (2, 0)]
    assert first["pairs"][0]["correlation"] == pytest.approx(0.9)
    assert first["score"] == pytest.approx(0.7)
    assert (first["reappear"], first["expected"]) == (1, 1.5)
    assert first["null"]["untrained"]["score"] == pytest.approx(0.3)
    assert first["null"]["shuffled"]["score"] == pytest.approx(0.02)
    assert first["sentence"].startswith("1 Convolution: 1 of 3 filters reappears")


def small() -> RunSpec:
    """The article's network with three units in each layer."""
    fields = json.loads(ARTICLE.to_json())
    for layer in fields["architecture"]["layers"]:
        layer.update({name: 3 for name in ("filters", "units") if name in layer})
    return RunSpec.from_dict(fields)


def test_without_a_result_a_worker_is_asked(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = add(store), add(store)
    assert main(["match", *map(str, pair)]) == 0
    out, errors = capsys.readouterr()
    assert "match" in errors
    assert [line.split()[0] for line in out.splitlines()[1:5]] == ["1", "3", "5", "7"]
    assert out.count("reappear") == 5  # the heading, and a sentence for each layer
    assert kept(store, [pair])[pair].current


def test_a_result_of_earlier_weights_is_computed_anew(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = add(store), add(store)
    keep(store, pair, article_agreement(other_network="earlier").to_bytes())
    assert not kept(store, [pair])[pair].current
    assert main(["match", *map(str, pair), "--json"]) == 0
    assert kept(store, [pair])[pair].current


def test_a_damaged_result_is_as_good_as_none(store: Store) -> None:
    pair = add(store), add(store)
    keep(store, pair, b"no npz")
    assert kept(store, [pair]) == {}


def test_runs_that_cannot_be_matched(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    first, other = add(store), add(store, MLP)
    new = store.submit(ARTICLE, "new")
    for arguments, status, told in (
        ([first, other], 2, "different layers"),
        ([first, 99], 1, "There is no run 99"),
        ([first, new], 1, f"Run {new} has no weights"),
        ([first], 2, "Missing argument 'OTHER'"),
    ):
        assert main(["match", *map(str, arguments)]) == status
        assert told in capsys.readouterr().err

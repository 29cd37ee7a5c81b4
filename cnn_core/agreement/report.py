"""What the command line says of two runs' matching: a JSON object, or a table with sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isnan

import numpy as np

from cnn_core.agreement.group import LayerSummary, Pair, summarise
from cnn_core.agreement.kept import asked, kept
from cnn_core.agreement.layer_match import REAPPEARS, mean
from cnn_core.agreement.result import Agreement, LayerAgreement, check_comparable
from cnn_core.agreement.text import figure, sentence, short
from cnn_core.answering import compute
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Layer
from cnn_core.records import StoreError
from cnn_core.reports import table
from cnn_core.store import Store


def match_report(store: Store, pair: Pair, as_json: bool) -> str:
    """Match two runs, unless it has been done with these weights, and tell what was found.

    Raises SpecError for runs that cannot be matched, StoreError, and WorkerError with the reason.
    """
    first, second = map(store.run, pair)
    check_comparable(first, second)
    found = kept(store, [pair]).get(pair)
    if found is None or not found.current:
        compute(store, asked(pair))
        found = kept(store, [pair]).get(pair)
    if found is None:
        raise StoreError(f"The matching of runs {pair[0]} and {pair[1]} could not be kept.")
    tell = match_json if as_json else match_table
    return tell(pair, found.agreement, first.spec.architecture.layers)


def match_json(pair: Pair, agreement: Agreement, layers: Sequence[Layer]) -> str:
    """Two runs' matching; positions of layers and units count from 0."""
    summaries = summarise({pair: agreement})
    return json.dumps(
        {
            "run": pair[0],
            "other": pair[1],
            "images": agreement.images,
            "images_held_out": agreement.held_out,
            "criterion": REAPPEARS,
            "layers": [
                _layer_fields(layer, layers[layer.found.position])
                | {"sentence": sentence(summary, layers[layer.found.position])}
                for layer, summary in zip(agreement.layers, summaries, strict=True)
            ],
        },
        indent=2,
    )


def _layer_fields(layer: LayerAgreement, spec: Layer) -> dict[str, object]:
    found, untrained, shuffled = layer.found, layer.untrained, layer.shuffled
    return {
        "layer": found.position,
        "kind": spec.kind,
        "units": found.units,
        "pairs": [
            {"unit": unit, "other": int(found.order[unit]), "correlation": float(value)}
            for unit, value in enumerate(found.values)
            if np.isfinite(value)
        ],
        "score": _or_null(found.score),
        "null": {
            "shuffled": {
                "score": _or_null(mean(shuffled.scores)),
                "reappear": _or_null(mean(shuffled.reappear)),
                "cka": _or_null(mean(shuffled.cka)),
            },
            "untrained": {
                "score": _or_null(mean(untrained.scores)),
                "reappear": _or_null(mean(untrained.reappear)),
                "cka": _or_null(mean(untrained.cka)),
                "kernel_score": _or_null(mean(untrained.kernel_scores)),
                "pairs_of_networks": len(untrained.scores),
            },
        },
        "reappear": layer.reappear,
        "expected": layer.expected,
        "in_place": found.in_place,
        "kernels": {
            "pairs": [[unit, other] for unit, other in enumerate(found.kernel_order.tolist())],
            "score": _or_null(found.kernel_score),
            "same_as_by_activations": found.agreed,
        },
        "cka": _or_null(found.cka),
    }


def _or_null(value: float) -> float | None:
    return None if isnan(value) else value


def match_table(pair: Pair, agreement: Agreement, layers: Sequence[Layer]) -> str:
    """The same as a table, and a sentence for each layer."""
    summaries = summarise({pair: agreement})
    header = [
        "layer", "matched", "reappear", "by chance", "correlation", "by chance", "kernels",
        "by chance", "CKA", "by chance",
    ]  # fmt: skip
    rows = [_row(summary, layers[summary.position]) for summary in summaries]
    told = [sentence(summary, layers[summary.position]) for summary in summaries]
    return "\n".join([table(header, rows, right=set(range(1, 10))), "", *told])


def _row(summary: LayerSummary, layer: Layer) -> list[str]:
    return [
        numbered_title(summary.position, layer),
        f"{summary.units - summary.unmatched:.0f}/{summary.units}",
        short(summary.reappear.mean),
        short(summary.expected),
        figure(summary.score.mean),
        figure(summary.score_by_chance),
        figure(summary.kernel_score.mean),
        figure(summary.kernel_score_by_chance),
        figure(summary.cka.mean),
        figure(summary.cka_by_chance),
    ]

"""Attributions in plain words: what each picture shows, what it does not, and how exact it is."""

from __future__ import annotations

from cnn_core.arithmetic import LayerSummary
from cnn_core.figures.theme import count, percent, true_minus
from cnn_core.inside.attribution import TOLERANCE, Attribution
from cnn_core.layer_texts import shape_text

NO_GRAD_CAM = (
    "There is no Grad-CAM of this network: it has no layer of maps, which would know where in the "
    "image something is."
)


def answer_sentence(found: Attribution, names: tuple[str, ...]) -> str:
    """What the network answers, and how it scores the class asked about, for ten class names."""
    outputs = found.outputs
    told = f"The network answers {names[found.answer]} ({percent(float(outputs[found.answer]))})."
    if found.label != found.answer:
        told += f" To {names[found.label]} it gives {percent(float(outputs[found.label]))}."
    return told


def heat_sentence(found: Attribution, name: str, layer: LayerSummary) -> str:
    """What Grad-CAM shows at its layer; `name`: of the class."""
    height, width, _ = layer.output_shape
    at = f"layer {layer.index + 1} ({layer.title.lower()})"
    if height * width == 1:
        return (
            f"The last maps, of {at}, are 1×1: they cannot say where something is, and so Grad-CAM "
            f"is the same everywhere."
        )
    if not found.heat.any():
        return f"Nothing in the last maps, of {at}, speaks for {name}."
    field = shape_text(layer.receptive_field or ())
    return (
        f"Where the last maps, of {at}, speak for {name}. It shows regions, not pixels: it is made "
        f"of {height}×{width} values, each of which sees {field} pixels of the image. What speaks "
        f"against {name} is left out."
    )


def shares_sentence(name: str) -> str:
    """What integrated gradients show; `name`: of the class."""
    return (
        f"What each pixel adds to the score of {name} (blue) or takes from it (orange), while the "
        "image fades in from an empty one. A pixel without ink gets nothing, even if the network "
        "needs it to be empty."
    )


def completeness_sentence(found: Attribution, name: str) -> str:
    """How well the shares of all pixels add up to what they must; `name`: of the class."""
    scores = f"{_score(found.logit)} for this image, {_score(found.black_logit)} for an empty one"
    total = float(found.shares.sum())
    told = (
        f"The score of {name} before the output's activation: {scores}. The pixels' shares must "
        f"add up to the difference, {_score(found.difference)}, and come to {_score(total)}"
    )
    steps = f"with {count(found.steps)} steps from the empty image to this one"
    if found.complete:
        return f"{told}: {percent(found.completeness_error)} off, {steps}."
    return (
        f"{told}: more than {percent(TOLERANCE, 0)} off, even {steps}. The picture of integrated "
        "gradients is a rough one."
    )


def _score(value: float) -> str:
    return true_minus(f"{value:.2f}")

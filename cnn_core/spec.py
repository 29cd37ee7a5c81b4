"""RunSpec: everything that changes a run's result, as frozen models with JSON in and out.

Names and value ranges are Keras'. The layers of the architecture are in `cnn_core.layers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from cnn_core.faults import SpecError as SpecError  # noqa: PLC0414 (handed on to importers)
from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.layers import Architecture, ClusterDistances

INPUT_SHAPE = (28, 28, 1)
"""(height, width, channels) of the images of every dataset."""
CLASSES = 10
TRAINING_IMAGES = 60_000
"""Images in the official training set of MNIST and of Fashion-MNIST."""
MAX_JSON_BYTES = 1_000_000
MAX_EPOCHS = 10_000
MAX_LEARNING_RATE = 1000.0
SEEDS = 2**31
"""How many seeds there are, from 0."""


class Augmentation(Frozen):
    """Largest random change of each kind; each image of each step draws its own, uniformly."""

    shift: Annotated[float, Field(ge=0, le=14)] = 0.0
    """Pixels, up or down and left or right."""
    rotation: Annotated[float, Field(ge=0, le=180)] = 0.0
    """Degrees, either way."""
    zoom: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Share by which the image grows or shrinks: 0.1 is 0.9 to 1.1 times its size."""
    shear: Annotated[float, Field(ge=0, le=45)] = 0.0
    """Degrees by which verticals lean, either way."""
    line_width: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Pixels by which lines get thicker or thinner."""

    @property
    def moves(self) -> bool:
        """Whether any image is shifted, turned, zoomed or sheared."""
        return any((self.shift, self.rotation, self.zoom, self.shear))

    @property
    def widens(self) -> bool:
        """Whether any image's lines are made thicker or thinner."""
        return self.line_width > 0

    @property
    def active(self) -> bool:
        """Whether any image is changed at all."""
        return self.moves or self.widens


class Data(Frozen):
    dataset: Literal["mnist", "fashion_mnist"] = "mnist"
    train_images: Annotated[int, Field(ge=100, le=TRAINING_IMAGES)] = TRAINING_IMAGES
    """Images taken from the training set; the validation images come out of them."""
    validation_share: Annotated[float, Field(ge=0, le=0.5)] = 0.1
    normalization: Literal["unit", "mean_std", "per_pixel", "article"] = "unit"
    """unit: 0 to 1. mean_std: one mean and deviation of the training images. per_pixel: a mean and
    deviation per pixel (StandardScaler). article: per pixel, fitted on all 70,000 images, which
    are then shuffled and split anew, so that the test images are not the official ones."""
    augmentation: Augmentation = Augmentation()
    kept_images: Annotated[int, Field(ge=0, le=TRAINING_IMAGES)] = 0
    """Images added to the training images from My digits: the kept digits in turn, oldest first,
    over and over. They are not validated or tested on, and the normalization is not fitted on
    them."""


class Constant(Frozen):
    kind: Literal["constant"] = "constant"


class Step(Frozen):
    """Every so many epochs the rate is multiplied by a factor."""

    kind: Literal["step"] = "step"
    every: Annotated[int, Field(ge=1, le=10_000)] = 2
    factor: Annotated[float, Field(gt=0, le=1)] = 0.5


class Exponential(Frozen):
    """The rate shrinks smoothly, by a factor per epoch."""

    kind: Literal["exponential"] = "exponential"
    factor: Annotated[float, Field(gt=0, le=1)] = 0.9


class Cosine(Frozen):
    """The rate falls along half a cosine to a share of its start at the last step."""

    kind: Literal["cosine"] = "cosine"
    final: Annotated[float, Field(ge=0, le=1)] = 0.0


class OneCycle(Frozen):
    """The rate rises to `learning_rate` and falls again: cosine both ways, over the whole run."""

    kind: Literal["one_cycle"] = "one_cycle"
    warm_up: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Share of all steps in which the rate rises."""
    start: Annotated[float, Field(gt=0, le=1)] = 0.04
    """Rate of the first step, as a share of the peak."""
    final: Annotated[float, Field(ge=0, le=1)] = 0.0001
    """Rate of the last step, as a share of the peak."""


class ReduceOnPlateau(Frozen):
    """The rate is multiplied by a factor when the validation loss has stopped falling."""

    kind: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.5
    patience: Annotated[int, Field(ge=1, le=10_000)] = 2
    """Epochs without a better validation loss before the rate is reduced."""


Schedule = Annotated[
    Constant | Step | Exponential | Cosine | OneCycle | ReduceOnPlateau,
    Field(discriminator="kind"),
]


class Training(Frozen):
    optimizer: Literal["rmsprop", "sgd", "adam", "adamw", "nadam"] = "rmsprop"
    learning_rate: Annotated[float, Field(gt=0, le=MAX_LEARNING_RATE)] = 0.001
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Of sgd only."""
    nesterov: bool = False
    """Of sgd with momentum only."""
    weight_decay: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Of adamw only."""
    schedule: Schedule = Constant()
    batch_size: Annotated[int, Field(ge=1, le=TRAINING_IMAGES)] = 64
    epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS)] = 5
    early_stopping_patience: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Epochs without a better validation loss before the run ends with its best weights; 0: off."""
    seed: Annotated[int, Field(ge=0, lt=SEEDS)] = 0
    """Chooses the validation images, and all other chance that has no seed of its own below."""
    weights_seed: Annotated[int | None, Field(ge=0, lt=SEEDS)] = None
    """Of initial weights and dropout; None: as `seed`."""
    order_seed: Annotated[int | None, Field(ge=0, lt=SEEDS)] = None
    """Of the order of the images and of their augmentation; None: as `seed`."""

    @property
    def seed_of_weights(self) -> int:
        """The seed that initial weights and dropout follow from."""
        return self.seed if self.weights_seed is None else self.weights_seed

    @property
    def seed_of_order(self) -> int:
        """The seed that the order of the images and their augmentation follow from."""
        return self.seed if self.order_seed is None else self.order_seed


class Hardware(Frozen):
    device: Literal["cpu", "gpu"] = "cpu"
    intra_op_threads: Annotated[int, Field(ge=0, le=1024)] = 0
    """Threads within an operation; 0: as many as the machine has, fixed when the run is queued."""
    inter_op_threads: Annotated[int, Field(ge=0, le=1024)] = 0
    """Operations computed at once; 0 as above."""
    gpu_memory_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the GPU's memory taken at the start; None: it grows as needed."""
    xla: bool = False
    mixed_precision: bool = False
    """Computes in 16-bit floats and keeps the weights in 32."""
    log_device_placement: bool = False


class RunSpec(Frozen):
    """All that a run's result depends on."""

    architecture: Architecture
    data: Data = Data()
    training: Training = Training()
    hardware: Hardware = Hardware()

    @model_validator(mode="after")
    def _settings_fit_each_other(self) -> RunSpec:
        faults = list(_conflicts(self))
        if faults:
            raise SpecError(faults)
        return self

    def to_json(self) -> str:
        """The spec as indented JSON; `from_json` gives an equal spec."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> RunSpec:
        """Read a spec. Raises SpecError with one line per fault."""
        if len(text) > MAX_JSON_BYTES:
            raise SpecError([f"spec: at most {MAX_JSON_BYTES:,} bytes. Received: {len(text):,}"])
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SpecError([f"spec: not valid JSON ({error})"]) from None
        return cls.from_dict(value)

    @classmethod
    def from_dict(cls, value: object) -> RunSpec:
        """Validate plain data, such as parsed JSON. Raises SpecError with one line per fault."""
        if not isinstance(value, Mapping):
            raise SpecError([f"spec: expected an object. Received: {type(value).__name__}"])
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise SpecError(fault_lines(error)) from None


def _conflicts(spec: RunSpec) -> list[str]:
    training, data = spec.training, spec.data
    faults = []
    if training.momentum and training.optimizer != "sgd":
        faults.append(f"training.momentum: only sgd takes it. Received: {training.optimizer}")
    if training.nesterov and not (training.optimizer == "sgd" and training.momentum):
        faults.append("training.nesterov: needs the optimizer sgd with a momentum above 0")
    if training.weight_decay and training.optimizer != "adamw":
        faults.append(f"training.weight_decay: only adamw takes it. Received: {training.optimizer}")
    if data.kept_images and data.dataset != "mnist":
        faults.append(f"data.kept_images: needs the dataset mnist. Received: {data.dataset}")
    if round(data.train_images * data.validation_share) == 0:
        share = f"Received: {data.validation_share:g} of {data.train_images:,} images"
        faults += [
            f"data.validation_share: {setting} needs a validation image at least. {share}"
            for setting in _settings_that_validate(training)
        ]
    faults += _clusters_without_images(spec)
    return faults


def _clusters_without_images(spec: RunSpec) -> list[str]:
    """Each cluster needs a training image of its own to begin with."""
    data = spec.data
    images = data.train_images - round(data.train_images * data.validation_share)
    return [
        f"architecture.layers.{index}.clusters: at most as many as training images, "
        f"{images:,} here. Received: {layer.clusters:,}"
        for index, layer in enumerate(spec.architecture.layers)
        if isinstance(layer, ClusterDistances) and layer.clusters > images
    ]


def _settings_that_validate(training: Training) -> list[str]:
    """The settings that depend on the validation loss."""
    wanted = []
    if training.early_stopping_patience:
        wanted.append("training.early_stopping_patience")
    if training.schedule.kind == "reduce_on_plateau":
        wanted.append("training.schedule reduce_on_plateau")
    return wanted

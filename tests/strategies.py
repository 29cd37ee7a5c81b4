"""Hypothesis strategies: architectures and specs that are valid, and as odd as a person's."""

from __future__ import annotations

from hypothesis import strategies as st

from cnn_core import layers, spec
from cnn_core.shapes import effect

ACTIVATIONS = st.sampled_from(["relu", "sigmoid", "elu", "tanh", "selu", "linear"])
L2 = st.sampled_from([0.0, 0.001])
ANYWHERE = st.one_of(
    st.builds(layers.BatchNormalization, momentum=st.sampled_from([0.0, 0.9, 0.99]), l2=L2),
    st.builds(layers.ActivationLayer, activation=ACTIVATIONS),
    st.builds(layers.Dropout, rate=st.sampled_from([0.0, 0.25, 0.5])),
)
ON_VECTORS = st.one_of(
    ANYWHERE,
    st.builds(layers.Dense, units=st.integers(1, 12), activation=ACTIVATIONS, l2=L2),
    st.builds(layers.Flatten),
)


def on_maps(height: int, width: int) -> st.SearchStrategy[layers.Layer]:
    """Layers that take maps of that size."""
    return st.one_of(
        ANYWHERE,
        st.builds(_convolution, _window(height, width), st.integers(1, 6), ACTIVATIONS, L2),
        st.builds(_pooling, _window(height, width), st.booleans(), st.booleans()),
    )


@st.composite
def maps_layers(draw: st.DrawFn, largest: int = 6) -> tuple[layers.Layer, ...]:
    """Up to `largest` layers that fit each other and leave maps."""
    chosen: list[layers.Layer] = []
    shape: tuple[int, ...] = spec.INPUT_SHAPE
    for _ in range(draw(st.integers(0, largest))):
        chosen.append(draw(on_maps(*shape[:2])))
        shape = effect(chosen[-1], shape).output_shape
    return tuple(chosen)


@st.composite
def architectures(draw: st.DrawFn) -> layers.Architecture:
    """Whole networks: maps or distances, then vectors, then the output layer."""
    beginning = draw(st.one_of(_flattened_maps(), _flattened_maps(), _distances()))
    vectors = draw(st.lists(ON_VECTORS, max_size=3))
    output = draw(
        st.builds(layers.Output, activation=st.sampled_from(["softmax", "sigmoid"]), l2=L2)
    )
    return layers.Architecture(layers=(*beginning, *vectors, output))


@st.composite
def _flattened_maps(draw: st.DrawFn) -> tuple[layers.Layer, ...]:
    bridge = draw(st.sampled_from([layers.Flatten(), layers.GlobalAveragePooling2D()]))
    return *draw(maps_layers()), bridge


def _distances() -> st.SearchStrategy[tuple[layers.Layer, ...]]:
    return st.tuples(st.builds(layers.ClusterDistances, clusters=st.integers(2, 12)))


Window = tuple[layers.Pair, layers.Pair, layers.Padding]


@st.composite
def _window(draw: st.DrawFn, height: int, width: int) -> Window:
    """Size, strides and padding of a window on a map of that size."""
    padding: layers.Padding = draw(st.sampled_from(["valid", "same"]))
    largest = (min(7, height), min(7, width)) if padding == "valid" else (7, 7)
    size = draw(st.integers(1, largest[0])), draw(st.integers(1, largest[1]))
    return size, (draw(st.integers(1, 4)), draw(st.integers(1, 4))), padding


def _convolution(window: Window, filters: int, activation: str, l2: float) -> layers.Conv2D:
    size, strides, padding = window
    return layers.Conv2D.model_validate(
        {
            "filters": filters,
            "kernel_size": size,
            "strides": strides,
            "padding": padding,
            "activation": activation,
            "l2": l2,
        }
    )


def _pooling(window: Window, maximum: bool, side_by_side: bool) -> layers.Layer:
    size, strides, padding = window
    kind = layers.MaxPooling2D if maximum else layers.AveragePooling2D
    return kind(pool_size=size, strides=None if side_by_side else strides, padding=padding)


SCHEDULES = st.one_of(
    st.builds(spec.Constant),
    st.builds(spec.Step, every=st.integers(1, 10), factor=st.floats(0.01, 1)),
    st.builds(spec.Exponential, factor=st.floats(0.01, 1)),
    st.builds(spec.Cosine, final=st.floats(0, 1)),
    st.builds(spec.OneCycle, warm_up=st.floats(0.01, 0.99)),
    st.builds(spec.ReduceOnPlateau, patience=st.integers(1, 10)),
)


SEEDS = st.integers(0, spec.SEEDS - 1)


@st.composite
def trainings(draw: st.DrawFn) -> spec.Training:
    """Settings that do not contradict each other."""
    optimizer = draw(st.sampled_from(["rmsprop", "sgd", "adam", "adamw", "nadam"]))
    momentum = draw(st.sampled_from([0.0, 0.9])) if optimizer == "sgd" else 0.0
    return spec.Training(
        optimizer=optimizer,
        learning_rate=draw(st.floats(1e-6, 1)),
        momentum=momentum,
        nesterov=momentum > 0 and draw(st.booleans()),
        weight_decay=draw(st.floats(0, 1)) if optimizer == "adamw" else 0.0,
        schedule=draw(SCHEDULES),
        batch_size=draw(st.integers(1, 500)),
        epochs=draw(st.integers(1, 100)),
        seed=draw(SEEDS),
        weights_seed=draw(st.none() | SEEDS),
        order_seed=draw(st.none() | SEEDS),
    )


def run_specs() -> st.SearchStrategy[spec.RunSpec]:
    """Specs that can be trained."""
    data = st.builds(
        spec.Data,
        dataset=st.sampled_from(["mnist", "fashion_mnist"]),
        train_images=st.integers(100, spec.TRAINING_IMAGES),
        normalization=st.sampled_from(["unit", "mean_std", "per_pixel", "article"]),
        augmentation=st.builds(
            spec.Augmentation, shift=st.floats(0, 14), line_width=st.floats(0, 2)
        ),
    )
    hardware = st.builds(spec.Hardware, xla=st.booleans(), mixed_precision=st.booleans())
    return st.builds(
        spec.RunSpec,
        architecture=architectures(),
        data=data,
        training=trainings(),
        hardware=hardware,
    )

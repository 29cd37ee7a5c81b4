"""The part about the network: its layers, their seeds and, if it has any, its cluster centres."""

from __future__ import annotations

from cnn_core.keras_code import cluster_lines, network_lines, optimizer_call, policy_lines
from cnn_core.layers import ClusterDistances
from cnn_core.retrain.part import Part, part
from cnn_core.retrain.seeds import seed_names
from cnn_core.spec import RunSpec

SEEDS = '''\
def layer_seed(position):
    """Each layer has a seed of its own: equal layers must not start equal."""
    return int(np.random.SeedSequence([{seed}, position]).generate_state(1)[0])


def initial(position):
    """Random weights for the layer at this position, from 0."""
    return keras.initializers.GlorotUniform(layer_seed(position))

'''
CENTRES = """
# k-means on one thread: with several, its sums would round otherwise.
flat = normalized(all_pixels[train]).reshape(len(train), -1)
with threadpool_limits(1):
    search = MiniBatchKMeans({clusters}, batch_size=1024, n_init=3, random_state={seed})
    found = search.fit(flat).cluster_centers_
centres.set_weights([found.T, -np.square(found).sum(axis=1) / 2])
"""


def network_part(spec: RunSpec) -> Part:
    """Makes `model` and `optimizer`."""
    seed = seed_names(spec.training).weights
    clusters = cluster_lines(spec)
    text = "The layers, each with its own seed for its first weights, and the optimizer."
    if clusters:
        text += " The cluster centres are found in the training images, and not trained."
    if spec.hardware.mixed_precision:
        text += " Layers compute in 16 bits and keep their weights in 32."
    return part(
        "Network",
        text,
        SEEDS.format(seed=seed),
        *policy_lines(spec),
        *clusters,
        *network_lines(spec, seeded=True),
        *_centres(spec),
        f"optimizer = {optimizer_call(spec.training)}",
    )


def _centres(spec: RunSpec) -> list[str]:
    first = spec.architecture.layers[0]
    if not isinstance(first, ClusterDistances):
        return []
    return [CENTRES.format(clusters=first.clusters, seed=seed_names(spec.training).weights)]

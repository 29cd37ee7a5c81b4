"""The parts about images: where they come from, the split, the scale of their pixels."""

from __future__ import annotations

from cnn_core.datasets import sizes
from cnn_core.normalization import CHUNK_VALUES
from cnn_core.retrain.part import Part, part
from cnn_core.retrain.seeds import seed_names
from cnn_core.spec import TRAINING_IMAGES, Data, RunSpec

MNIST = """\
if Path("mnist.npz").exists():
    with np.load("mnist.npz") as arrays:
        all_pixels, all_labels = arrays["x_train"], arrays["y_train"]
        test_pixels, test_labels = arrays["x_test"], arrays["y_test"]
else:
    train_set, test_set = keras.datasets.mnist.load_data()
    (all_pixels, all_labels), (test_pixels, test_labels) = train_set, test_set
"""
FASHION = """\
train_set, test_set = keras.datasets.fashion_mnist.load_data()
(all_pixels, all_labels), (test_pixels, test_labels) = train_set, test_set
"""
MNIST_TEXT = "MNIST comes from the file mnist.npz in this folder, else Keras downloads it."
FASHION_TEXT = "Keras downloads Fashion-MNIST, or has it already."
JOINED = """\
all_pixels = np.concatenate((all_pixels, test_pixels))
all_labels = np.concatenate((all_labels, test_labels))
"""
JOINED_TEXT = (
    "As in the article, the official training and test images are joined, and a new test set is "
    "drawn from them."
)
CHUNKS_TEXT = (
    "They are fitted on some thousand images at a time: in another partition the sums would round "
    "otherwise."
)
UNIT = '''\
def normalized(pixels):
    """(images, 28, 28) of 0 to 255 as (images, 28, 28, 1) of 0 to 1."""
    return (pixels.astype(np.float32) / 255)[..., np.newaxis]
'''
FITTED = '''\
def normalized(pixels):
    """(images, 28, 28) of 0 to 255 as (images, 28, 28, 1), minus mean, by deviation."""
    return ((pixels.astype(np.float32) - mean) / deviation)[..., np.newaxis]
'''


def images_part(spec: RunSpec) -> Part:
    """Loads the dataset and draws the images of the run."""
    mnist, article = spec.data.dataset == "mnist", spec.data.normalization == "article"
    validated = sizes(spec.data)[1] > 0
    drawn = "the training images and the validation images" if validated else "the training images"
    texts = [
        MNIST_TEXT if mnist else FASHION_TEXT,
        *([JOINED_TEXT] if article else []),
        f"One permutation of the images, which the seed chooses, gives {drawn}.",
    ]
    return part(
        "Images",
        " ".join(texts),
        MNIST if mnist else FASHION,
        *([JOINED] if article else []),
        f"shuffle = np.random.default_rng([{seed_names(spec.training).split}, 0, 2])",
        "order = shuffle.permutation(len(all_labels))",
        *_draw(spec.data),
    )


def _draw(data: Data) -> list[str]:
    train, validation, _ = sizes(data)
    lines = [f"train = order[:{train}]"]
    if validation:
        lines.append(f"validation = order[{train}:{train + validation}]")
    if data.normalization == "article":
        lines += [
            f"test = order[{TRAINING_IMAGES}:]",
            "test_pixels, test_labels = all_pixels[test], all_labels[test]",
        ]
    return lines


def normalization_part(data: Data) -> Part:
    """Defines `normalized`."""
    match data.normalization:
        case "unit":
            return part("Scale of the pixels", "Pixels from 0 to 255 become 0 to 1.", UNIT)
        case "mean_std":
            text = "One mean and one deviation of all pixels of the training images."
            fit = _fit("all_pixels[train].reshape(-1, 1)", 1, "[0]")
        case "per_pixel":
            text = "Each pixel has a mean and a deviation of its own, of the training images."
            fit = _fit("all_pixels[train].reshape(-1, 784)", 784, ".reshape(28, 28)")
        case "article":
            text = "Each pixel has a mean and a deviation of its own, of all 70,000 images."
            fit = _fit("all_pixels.reshape(-1, 784)", 784, ".reshape(28, 28)")
    return part("Scale of the pixels", f"{text} {CHUNKS_TEXT}", *fit, "", "", FITTED)


def _fit(samples: str, features: int, reshaped: str) -> list[str]:
    rows = CHUNK_VALUES // features
    return [
        f"samples = {samples}",
        "scaler = StandardScaler()",
        f"for start in range(0, len(samples), {rows}):",
        f"    scaler.partial_fit(samples[start : start + {rows}])",
        f"mean = scaler.mean_.astype(np.float32){reshaped}",
        f"deviation = scaler.scale_.astype(np.float32){reshaped}",
    ]

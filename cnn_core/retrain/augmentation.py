"""The part about augmentation: drawn anew for each image in each epoch, only the kinds in use."""

from __future__ import annotations

from cnn_core.retrain.part import Part, part
from cnn_core.retrain.seeds import seed_names
from cnn_core.spec import RunSpec

MOVES_TEXT = (
    "Each image is shifted, turned, zoomed and sheared at random in each epoch. Five random "
    "numbers from -1 to 1 become the coefficients a and b with which the pixel (x, y) of the new "
    "image shows (a0·x + a1·y + a2, b0·x + b1·y + b2) of the old one."
)
WIDTHS_TEXT = (
    "The lines of each image are made thicker or thinner at random in each epoch: a dilation by a "
    "cross of five pixels thickens them by a pixel on either side, one of the ground thins them, "
    "and the image is blended with one of the two."
)
COEFFICIENTS = """\
    cos, sin = np.cos(turn) / zoom, np.sin(turn) / zoom
    rows = np.stack((cos + lean * sin, lean * cos - sin, sin, cos), axis=1)
    rows = rows.reshape(-1, 2, 2)
    offsets = centre - np.einsum("nij,nj->ni", rows, centre + shift)
    affine = np.concatenate((rows, offsets[..., np.newaxis]), axis=2).reshape(-1, 6)
    return np.pad(affine, ((0, 0), (0, 2))).astype(np.float32)
"""
MOVED = '''\
def moved(images, transforms):
    """Each image (28, 28, 1) by its transform: bilinear, 0 outside the image."""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=transforms,
        output_shape=(28, 28),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
'''
WIDENED = '''\
def dilated(images):
    """The largest value in a cross of five pixels."""
    rows = tf.nn.max_pool2d(images, (3, 1), 1, "SAME")
    return tf.maximum(rows, tf.nn.max_pool2d(images, (1, 3), 1, "SAME"))


def widened(images, widths):
    """Each image with lines thicker by so many pixels; below 0 they get thinner."""
    share = widths[:, np.newaxis, np.newaxis, np.newaxis] / 2
    signed = tf.where(share < 0, -1.0, 1.0) * images  # ink or ground
    return images + share * (dilated(signed) - signed)
'''
CHANGED = '''\
def changed(pixels, {arguments}):
    """Raw pixels (images, 28, 28), each image changed in its own way."""
    images = tf.cast(pixels[..., np.newaxis], tf.float32)
{steps}
    return images.numpy()[..., 0]
'''


def augmentation_part(spec: RunSpec) -> Part:
    """Defines `changed`, and what draws its arguments."""
    moves, widens = spec.data.augmentation.moves, spec.data.augmentation.widens
    texts = [*([MOVES_TEXT] if moves else []), *([WIDTHS_TEXT] if widens else [])]
    codes = [
        *([_transforms(spec), MOVED] if moves else []),
        *([_widths(spec), WIDENED] if widens else []),
        _changed(moves, widens),
    ]
    return part("Augmentation", " ".join(texts), "\n\n".join(codes))


def drawn_arguments(spec: RunSpec) -> list[str]:
    """The statements of an epoch that draw the changes of its images."""
    lines = []
    if spec.data.augmentation.moves:
        lines.append("transforms = draw_transforms(epoch, len(order))")
    if spec.data.augmentation.widens:
        lines.append("widths = draw_widths(epoch, len(order))")
    return lines


def changed_call(spec: RunSpec) -> str:
    """The images of the rows `rows` of an epoch's order, changed."""
    augmentation = spec.data.augmentation
    arguments = ["all_pixels[chosen]"]
    arguments += ["transforms[rows]"] if augmentation.moves else []
    arguments += ["widths[rows]"] if augmentation.widens else []
    return f"changed({', '.join(arguments)})"


def _transforms(spec: RunSpec) -> str:
    augmentation = spec.data.augmentation
    seed = seed_names(spec.training).order
    head = f'''\
def draw_transforms(epoch, count):
    """Eight coefficients for each image of an epoch; the last two stay 0."""
    draws = np.random.default_rng([{seed}, epoch, 1]).uniform(-1, 1, (count, 5))
    centre = np.array([13.5, 13.5])
    shift = draws[:, :2] * {augmentation.shift!r}  # pixels
    turn = np.radians(draws[:, 2] * {augmentation.rotation!r})
    zoom = 1 + draws[:, 3] * {augmentation.zoom!r}
    lean = np.tan(np.radians(draws[:, 4] * {augmentation.shear!r}))
'''
    return head + COEFFICIENTS


def _widths(spec: RunSpec) -> str:
    seed = seed_names(spec.training).order
    return f'''\
def draw_widths(epoch, count):
    """Pixels by which the lines of each image of an epoch get thicker."""
    draws = np.random.default_rng([{seed}, epoch, 3]).uniform(-1, 1, count)
    return (draws * {spec.data.augmentation.line_width!r}).astype(np.float32)
'''


def _changed(moves: bool, widens: bool) -> str:
    arguments = [*(["transforms"] if moves else []), *(["widths"] if widens else [])]
    steps = [
        *(["    images = moved(images, transforms)"] if moves else []),
        *(["    images = widened(images, widths)"] if widens else []),
    ]
    return CHANGED.format(arguments=", ".join(arguments), steps="\n".join(steps))

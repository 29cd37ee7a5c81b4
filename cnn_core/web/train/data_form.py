"""Data settings of the draft: dataset, how many images, normalisation, augmentation."""

from __future__ import annotations

import streamlit as st

from cnn_core import augmentation, datasets
from cnn_core.figures import images
from cnn_core.figures.theme import count
from cnn_core.spec import Augmentation, Data
from cnn_core.web import draft, fields
from cnn_core.web.download import offer_download
from cnn_core.web.session import store
from cnn_core.web.theme import is_dark

DATASETS = {"mnist": "MNIST (handwritten digits)", "fashion_mnist": "Fashion-MNIST (clothes)"}
NORMALIZATIONS = {
    "unit": "0 to 1",
    "mean_std": "One mean and deviation",
    "per_pixel": "Mean and deviation per pixel",
    "article": "As in the article",
}
NORMALIZATION_NOTES = {
    "unit": "Pixels are divided by 255.",
    "mean_std": "Fitted on the training images only.",
    "per_pixel": "scikit-learn's StandardScaler, fitted on the training images only. Pixels that "
    "are almost never inked have a tiny deviation, so a drawn digit that touches them "
    "gets huge values.",
    "article": "Per pixel over all 70,000 images, which are then shuffled and split anew: the "
    "scaler has seen the test images, and they are not the official ones. The test accuracy "
    "cannot be compared with published ones.",
}
PREVIEWED = 10


def data_form() -> None:
    """Show the widgets and put what they say into the draft."""
    data = draft.data()
    left, right = st.columns(2, gap="large")
    with left:
        chosen = _images(data)
    with right:
        changes = _augmentation(chosen.augmentation)
    draft.set_data(chosen.model_copy(update={"augmentation": changes}))
    with right:
        _preview(draft.data())


def _images(data: Data) -> Data:
    dataset = fields.choice(data, "dataset", "Dataset", DATASETS)
    offer_download("mnist" if dataset == "mnist" else "fashion_mnist")
    drawn = fields.whole(
        data,
        "train_images",
        "Images to train with",
        step=1000,
        help="Drawn at random from the 60,000 training images. Fewer train faster, and reach less.",
    )
    share = fields.number(
        data,
        "validation_share",
        "Share for validation",
        step=0.05,
        help="Taken out of these images and not trained with: they tell during the training how "
        "well the network does on images that it has not seen. The test images are not touched.",
    )
    kept = _kept_images(data, dataset)
    normalization = fields.choice(data, "normalization", "Normalisation", NORMALIZATIONS)
    st.caption(NORMALIZATION_NOTES[normalization])
    return Data.model_validate(
        {
            "dataset": dataset,
            "train_images": drawn,
            "validation_share": share,
            "normalization": normalization,
            "kept_images": kept,
            "augmentation": data.augmentation,
        }
    )


def _kept_images(data: Data, dataset: str) -> int:
    kept = store().digits.count()
    usable = kept > 0 and dataset == "mnist"
    wanted = fields.whole(
        data,
        "kept_images",
        "Images from My digits",
        step=100,
        help="Added to the training images: the digits that you kept on the Draw page in turn, "
        "over and over. None of them is validated or tested on.",
        disabled=not (usable or data.kept_images),  # what was loaded can be taken back
    )
    st.caption(_told_of_kept(kept, wanted) if usable else _why_no_kept(dataset))
    return wanted


def _told_of_kept(kept: int, wanted: int) -> str:
    digits = "1 digit is kept" if kept == 1 else f"{count(kept)} digits are kept"
    if wanted == 0:
        return f"{digits}."
    if wanted < kept:
        return f"{digits}: the oldest {count(wanted)} are trained on."
    return f"{digits}: each is trained on about {count(wanted / kept)} times in an epoch."


def _why_no_kept(dataset: str) -> str:
    if dataset != "mnist":
        return "Kept digits can be added to MNIST only."
    return "No digits are kept yet: draw some on the Draw page and keep them."


def _augmentation(changes: Augmentation) -> Augmentation:
    st.markdown("**Augmentation**: largest random change of each image in each epoch")
    first, second = st.columns(2)
    with first:
        shift = fields.number(changes, "shift", "Shift (pixels)", step=0.5)
        zoom = fields.number(changes, "zoom", "Zoom (share)", step=0.05)
        line_width = fields.number(changes, "line_width", "Line width (pixels)", step=0.25)
    with second:
        rotation = fields.number(changes, "rotation", "Rotation (degrees)", step=1.0)
        shear = fields.number(changes, "shear", "Shear (degrees)", step=1.0)
    return Augmentation(
        shift=shift, rotation=rotation, zoom=zoom, shear=shear, line_width=line_width
    )


def _preview(data: Data) -> None:
    try:
        png = _preview_png(data, is_dark())
    except datasets.DatasetUnavailable as error:
        if datasets.available(data.dataset) is None:  # else it is said beside the dataset's name
            st.error(str(error))
        return
    st.image(png, width="content")
    what = "with random changes" if data.augmentation.active else "unchanged"
    st.caption(f"The first {PREVIEWED} training images, {what}.")


@st.cache_data(max_entries=50, show_spinner=False)
def _preview_png(data: Data, dark: bool) -> bytes:
    pixels = datasets.sample(data.dataset, PREVIEWED).pixels
    changes = augmentation.epoch_changes(data.augmentation, len(pixels), seed=0, epoch=0)
    return images.grid(augmentation.apply(pixels, changes), columns=5, dark=dark, scale=2)

"""Data settings of the draft: dataset, how many images, normalisation, augmentation."""

from __future__ import annotations

import streamlit as st

from cnn_core import augmentation, datasets
from cnn_core.figures import images
from cnn_core.spec import Augmentation, Data
from cnn_core.web import draft, fields
from cnn_core.web.download import offer_download
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
    count = fields.whole(
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
    normalization = fields.choice(data, "normalization", "Normalisation", NORMALIZATIONS)
    st.caption(NORMALIZATION_NOTES[normalization])
    return Data.model_validate(
        {
            "dataset": dataset,
            "train_images": count,
            "validation_share": share,
            "normalization": normalization,
            "augmentation": data.augmentation,
        }
    )


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

"""One map of a layer: its patterns from all starts beside the training patches it likes most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from cnn_core.datasets import CLASS_NAMES, sizes
from cnn_core.figures.oip_pictures import patch_pictures, start_pictures
from cnn_core.figures.theme import count
from cnn_core.inside.oip_text import (
    Names,
    about,
    against_training,
    patches_seconds,
    training_sentence,
)
from cnn_core.inside.oips import Oips
from cnn_core.inside.patches import Patches
from cnn_core.inside.sight import maps_looked_at
from cnn_core.questions import Maximise
from cnn_core.questions import Patches as AskPatches
from cnn_core.records import Run
from cnn_core.web.inside.pictures import show_pictures
from cnn_core.web.session import store
from cnn_core.web.study import studied


@dataclass(frozen=True)
class Asked:
    """What was asked, of which network."""

    run: Run
    question: Maximise
    moment: int

    @property
    def patches(self) -> AskPatches:
        """The question that goes with it."""
        return AskPatches(layer=self.question.layer)

    def of_same_weights(self) -> bool:
        """Whether patterns and patches are of one network."""
        questions = self.question, self.patches
        found = [store().studies.read(self.run.id, self.moment, each) for each in questions]
        return len({each.network for each in found if each}) == 1


def show_one_map(asked: Asked, oips: Oips, names: Names) -> None:
    """The map is chosen by its number."""
    st.subheader(f"One {names.noun}", anchor=False)
    words = oips.words()
    index = st.selectbox(
        f"Which {names.noun}",
        range(len(words)),
        format_func=lambda each: f"{names(each)} · {words[each]}",
        key=f"oips-map-{asked.run.id}-{asked.question.layer}",
        width=340,
    )
    st.write("Patterns from all starts, the best first")
    show_pictures(start_pictures(oips, index, names))
    patches = _ask_patches(asked)
    if patches is None:
        return
    if not asked.of_same_weights():
        st.caption("Patterns and patches are of different weights: compute the older ones again.")
        return
    st.write(training_sentence(oips, patches, names, index))
    if patches.answered[index]:
        show_pictures(patch_pictures(patches, index, CLASS_NAMES[asked.run.spec.data.dataset]))
    st.caption(against_training(oips, patches, names))


def _ask_patches(asked: Asked) -> Patches | None:
    """Those found, or the widgets that have them found."""
    run, layer = asked.run, asked.question.layer
    images = sizes(run.spec.data)[0]
    duration = about(patches_seconds(run.spec.architecture.layers, layer, images))
    label = f"Search {count(images)} training images"
    read = partial(Patches.from_bytes, maps=maps_looked_at(run.spec.architecture.layers, layer))
    return studied(run, asked.patches, read, label=label, duration=duration, moment=asked.moment)

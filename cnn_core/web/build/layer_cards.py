"""The layers as cards: what each gives, its settings, what is wrong with it, and its place."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cnn_core.arithmetic import Fault, LayerSummary, Summary
from cnn_core.figures.theme import count
from cnn_core.layer_texts import LAYER_TITLES, shape_text
from cnn_core.layers import Architecture, Layer
from cnn_core.web import draft
from cnn_core.web.build import layer_fields

STYLE = Path(__file__).with_name("layer_cards.css")
MOST_LAYERS = 100
"""As many as `spec.Architecture` allows."""


def read_cards() -> None:
    """Bring what was typed on the cards into the draft; before anything is computed from it."""
    for number, layer in draft.layers():
        draft.replace_layer(number, layer_fields.read(number, layer))


def show_cards(summary: Summary) -> None:
    """One card per layer in order, and a way to add one."""
    st.html(STYLE)
    rows = {row.index: row for row in summary.layers}
    fault = summary.fault
    for position, (number, layer) in enumerate(draft.layers()):
        with st.container(border=True, gap="xsmall", key=f"card-{number}"):
            _header(position, number, layer, rows.get(position))
            layer_fields.show(number, layer)
            if fault is not None and fault.layer == position:
                _show_fault(fault)
    if fault is not None and fault.layer is None:
        _show_fault(fault)
    _add_button("Add a layer", "add-layer", _before_output())


def fault_text(fault: Fault) -> str:
    """The fault in one line, with the layer that causes it: `Layer 3, Dense: needs …`."""
    if fault.layer is None:
        return _sentence(fault.message)
    title = LAYER_TITLES[draft.architecture().layers[fault.layer].kind]
    return f"Layer {fault.layer + 1}, {title}: {fault.message}"


def _show_fault(fault: Fault) -> None:
    st.error(_sentence(fault.message), icon=":material/block:")


def _header(position: int, number: int, layer: Layer, row: LayerSummary | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", wrap=False):
        st.markdown(_title(position, layer, row), width="stretch")
        _add_button("", f"add-below-{number}", position + 1)
        _action_button(f"actions-{number}", number, position)


def _title(position: int, layer: Layer, row: LayerSummary | None) -> str:
    name = f":gray[{position + 1}] **{LAYER_TITLES[layer.kind]}**"
    if row is None:
        return name
    weights = f" · {count(row.weights)} weights" if row.weights else ""
    return f"{name} :gray[→ {shape_text(row.output_shape)}{weights}]"


def _action_button(key: str, number: int, position: int) -> None:
    st.menu_button(
        "",
        _actions(position),
        key=key,
        icon=":material/more_vert:",
        help="Move, duplicate or remove",
        type="tertiary",
        on_click=_act,
        args=(key, number),
    )


def _actions(position: int) -> list[str]:
    """What can be done with the layer at that place."""
    count_of_layers = len(draft.layers())
    possible = {
        "Move up": position > 0,
        "Move down": position < count_of_layers - 1,
        "Duplicate": count_of_layers < MOST_LAYERS,
        "Remove": True,
    }
    return [action for action, is_possible in possible.items() if is_possible]


def _act(key: str, number: int) -> None:
    match st.session_state[key]:
        case "Move up":
            draft.move_layer(number, -1)
        case "Move down":
            draft.move_layer(number, 1)
        case "Duplicate":
            draft.duplicate_layer(number)
        case "Remove":
            draft.remove_layer(number)


def _before_output() -> int:
    layers = draft.architecture().layers
    ended = bool(layers) and layers[-1].kind == "output"
    return len(layers) - 1 if ended else len(layers)


def _add_button(label: str, key: str, position: int) -> None:
    st.menu_button(
        label,
        list(LAYER_TITLES),
        key=key,
        icon=":material/add:",
        help=None if label else "Add a layer below",
        type="secondary" if label else "tertiary",
        disabled=len(draft.layers()) >= MOST_LAYERS,
        format_func=LAYER_TITLES.__getitem__,
        on_click=_add,
        args=(key, position),
    )


def _add(key: str, position: int) -> None:
    draft.insert_layer(position, _new_layer(st.session_state[key]))


def _new_layer(kind: str) -> Layer:
    """A layer of the kind with its default settings."""
    return Architecture.model_validate({"layers": [{"kind": kind}]}).layers[0]


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]

"""Where a network comes from: a preset, a link, a file; and the way back from a change."""

from __future__ import annotations

import streamlit as st

from cnn_core.presets import PRESETS, TITLES
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft
from cnn_core.web.build.links import from_query, to_query
from cnn_core.web.text import literal_name

_PRESET = "preset-choice"
_FILE = "spec-file"
_FAULTS = "load-faults"
_LINK = "link"
"""What the address said last, whether it was opened or written here."""


def open_link() -> None:
    """Load what the address asks for, if it is new: else the address follows the draft."""
    query = st.query_params.to_dict()
    if st.session_state.get(_LINK) == query:
        return
    st.session_state[_LINK] = query
    try:
        opened = from_query(st.query_params)
    except SpecError as error:
        _keep_faults("This link cannot be opened.", error)
    else:
        if opened is not None:
            draft.load(*opened)


def show_link(spec: RunSpec) -> None:
    """Have the address of the page be a link to this spec."""
    query = st.session_state[_LINK] = to_query(spec, draft.preset())
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def show_presets() -> None:
    """A choice of networks to start from, and a step back."""
    st.session_state[_PRESET] = _unchanged_preset()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills(
            "Start from",
            list(PRESETS),
            key=_PRESET,
            format_func=TITLES.__getitem__,
            on_change=_load_preset,
            wrap=True,
        )
        st.button(
            "Undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not draft.can_undo(),
            on_click=draft.undo,
        )


def show_upload() -> None:
    """Read a spec from a file. A file with faults changes nothing."""
    st.file_uploader(
        "Load a spec (JSON)", "json", key=_FILE, max_upload_size=1, on_change=_load_file
    )


def show_faults() -> None:
    """What was wrong with the last link or file, one line per fault; until the draft changes."""
    text, at_draft = st.session_state.get(_FAULTS, ("", None))
    if at_draft == draft.present():
        st.error(text, icon=":material/block:")
    else:
        st.session_state.pop(_FAULTS, None)


def _unchanged_preset() -> str | None:
    try:
        unchanged = draft.spec() == PRESETS[draft.preset()]
    except SpecError:
        return None
    return draft.preset() if unchanged else None


def _load_preset() -> None:
    name = st.session_state[_PRESET]
    if name is not None:
        draft.load(PRESETS[name], name)


def _load_file() -> None:
    st.session_state.pop(_FAULTS, None)
    file = st.session_state[_FILE]
    if file is None:
        return
    try:
        draft.load(RunSpec.from_json(file.getvalue()))
    except SpecError as error:
        _keep_faults(f"{literal_name(file.name)} was not loaded.", error)


def _keep_faults(what: str, error: SpecError) -> None:
    lines = "\n".join(f"- `{fault.replace('`', ' ')}`" for fault in error.faults[:20])
    text = f"{what} The network below is as it was before.\n{lines}"
    st.session_state[_FAULTS] = (text, draft.present())

"""What can be done with the chosen runs: open, name, tag, star, pack and delete them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.archive import export_run
from cnn_core.records import MAX_NAME, MAX_TAG, MAX_TEXT, Run, StoreError
from cnn_core.run_bundle import MOST_BYTES, export_runs
from cnn_core.run_table import OWN, Row
from cnn_core.web import draft
from cnn_core.web.runs.chosen import choose_runs, chosen_numbers, unchoose
from cnn_core.web.session import store
from cnn_core.web.text import literal, literal_name

PAGES = {
    "Results": ("pages/results.py", ":material/fact_check:"),
    "Inside": ("pages/inside.py", ":material/frame_inspect:"),
    "Train": ("pages/train.py", ":material/show_chart:"),
}
_DELETED = "runs-deleted"
_FAULT = "runs-fault"
_DONE = "runs-done"


def show_actions(rows: Sequence[Row]) -> None:
    """Buttons for the chosen runs, at least one."""
    runs = [row.run for row in rows]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(_heading(runs), anchor=False, width="content")
        st.button("Choose none", type="tertiary", on_click=choose_runs, args=([],))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(rows) == 1:
            _open_links(rows[0])
            with _popover("Name and note", ":material/edit:"):
                _name_and_note(rows[0])
        with _popover("Tags", ":material/label:"):
            _tags(rows)
        _star_button(rows)
        _pack_button(runs)
        _delete_button(runs)
    if fault := st.session_state.pop(_FAULT, None):
        st.error(literal(fault))


def offer_undo() -> None:
    """After a deletion: what was deleted, and the way back."""
    numbers: list[int] = st.session_state.get(_DELETED, [])
    if not numbers:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        what = f"Run {numbers[0]} was" if len(numbers) == 1 else f"{len(numbers)} runs were"
        st.markdown(f"{what} deleted.", width="content")
        if st.button("Undo", icon=":material/undo:"):
            del st.session_state[_DELETED]
            choose_runs([*numbers, *chosen_numbers()])
            _do(partial(store().trash.restore, numbers))


def _heading(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return f"Run {runs[0].id}: {literal_name(runs[0].name)}"
    return f"{len(runs)} runs chosen"


def _popover(label: str, icon: str) -> DeltaGenerator:
    """Another one after each change, and so closed: an open one would lie over a fault."""
    return st.popover(label, icon=icon, key=f"runs-{label}-{st.session_state.get(_DONE, 0)}")


def _do(action: Callable[[], None]) -> None:
    """Change something in the store and show the page anew, with a fault if there is one."""
    st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
    try:
        action()
    except StoreError as error:
        st.session_state[_FAULT] = str(error)
    st.rerun()


def _open_links(row: Row) -> None:
    for label, (page, icon) in PAGES.items():
        st.page_link(page, label=label, icon=icon, query_params={"run": str(row.run.id)})
    if st.button("Build", icon=":material/stacks:", type="tertiary", help="Open its settings"):
        draft.load(row.run.spec, "article" if row.preset == OWN else row.preset)
        st.switch_page("pages/build.py", query_params={})  # else the filter's would have to stay


def _name_and_note(row: Row) -> None:
    with st.form(f"runs-name-{row.run.id}", border=False):
        name = st.text_input("Name", row.run.name, max_chars=MAX_NAME)
        note = st.text_area("Note", row.label.note, max_chars=MAX_TEXT)
        if st.form_submit_button("Save"):
            _do(partial(_write, row.run.id, name, note))


def _write(run: int, name: str, note: str) -> None:
    store().labels.rename(run, name)
    store().labels.set_note(run, note)


def _tags(rows: Sequence[Row]) -> None:
    runs = [row.run.id for row in rows]
    with st.form("runs-tag", border=False, clear_on_submit=True):
        tag = st.text_input("New tag", max_chars=MAX_TAG)
        if st.form_submit_button("Add"):
            _do(partial(store().labels.tag, runs, tag))
    for present in sorted({tag for row in rows for tag in row.label.tags}, key=str.casefold):
        label = f"Take off “{literal(present)}”"
        if st.button(label, icon=":material/label_off:", type="tertiary", key=f"untag-{present}"):
            _do(partial(store().labels.untag, runs, present))


def _star_button(rows: Sequence[Row]) -> None:
    """Where all have a star it takes them off."""
    on = not all(row.label.starred for row in rows)
    if st.button("Star" if on else "Take star off", icon=":material/star:"):
        _do(partial(store().labels.star, [row.run.id for row in rows], on))


def _pack_button(runs: Sequence[Run]) -> None:
    numbers = [run.id for run in runs]
    alone = len(runs) == 1
    st.download_button(
        "Zip",
        data=partial(export_run, store(), numbers[0])
        if alone
        else partial(export_runs, store(), numbers),
        file_name=f"run-{numbers[0]}.zip" if alone else "runs.zip",
        on_click="ignore",
        icon=":material/download:",
        disabled=any(run.active for run in runs),
        help=_reason(runs) or (None if alone else f"Up to {MOST_BYTES // 10**6} MB together"),
    )


def _delete_button(runs: Sequence[Run]) -> None:
    numbers = [run.id for run in runs]
    reason = _reason(runs)
    if st.button("Delete", icon=":material/delete:", disabled=bool(reason), help=reason or None):
        _do(partial(_delete, numbers))


def _delete(numbers: Sequence[int]) -> None:
    store().trash.delete(numbers)
    st.session_state[_DELETED] = list(numbers)
    unchoose(numbers)


def _reason(runs: Sequence[Run]) -> str:
    """Why they can be neither packed nor deleted now; "" if they can."""
    active = next((run for run in runs if run.active), None)
    return f"Run {active.id} is {active.state}: wait for its end or stop it." if active else ""

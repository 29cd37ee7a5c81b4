"""Deleted runs: restored one by one or all together, or removed for good."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from cnn_core.database.trash import DAY, KEPT_DAYS
from cnn_core.records import DeletedRun
from cnn_core.web.session import store


def show_trash() -> None:
    """What is in the trash; what has been there for KEPT_DAYS is removed now."""
    trash = store().trash
    trash.empty(KEPT_DAYS)
    deleted = {each.run: each for each in trash.all()}
    if not deleted:
        st.info(f"The trash is empty. Deleted runs are kept here for {KEPT_DAYS} days.")
        return
    st.caption(
        f"Deleted runs are kept for {KEPT_DAYS} days, then removed with their weights and curves."
    )
    chosen = st.multiselect(
        f"Deleted runs: {len(deleted)}",
        list(deleted),
        format_func=lambda run: _told(deleted[run]),
        placeholder="Choose those to restore",
    )
    with st.container(horizontal=True):
        label = f"Restore {len(chosen)}" if chosen else "Restore all"
        if st.button(label, icon=":material/restore_from_trash:"):
            trash.restore(chosen or deleted)
            st.rerun()
        with st.popover("Empty the trash", icon=":material/delete_forever:"):
            _confirm(len(deleted), trash.empty)


def _confirm(count: int, empty: Callable[[], None]) -> None:
    st.markdown("This cannot be undone.")
    if st.button(f"Remove {count} for good", type="primary"):
        empty()
        st.rerun()


def _told(deleted: DeletedRun) -> str:
    days = int((time.time() - deleted.deleted) / DAY)
    when = {0: "today", 1: "a day ago"}.get(days, f"{days} days ago")
    return f"{deleted.run} · {deleted.name} · deleted {when}"

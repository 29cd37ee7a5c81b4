"""What stands between a page and the browser: app.py runs first, faults are told plainly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from threading import Timer
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnn_core.records import StoreError
from cnn_core.web.text import literal

ICON = str(Path(__file__).with_name("icon.svg"))
"""The browser's tab shows it; an icon by name would be fetched from another machine."""
ENGINE_AFTER = 1.0
"""Seconds from the first page to the start of the engine."""
_APP_RAN = "app_ran"
_TARGET = "target"


def guard() -> None:
    """First line of every page: have app.py run before it.

    When the first request after the server's start asks for a page by its address, Streamlit runs
    that page alone and forgets the page table. So go to app.py, which comes back (`run`).
    """
    if _APP_RAN in st.session_state:
        return
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    st.session_state[_TARGET] = (_page_in_address(), query)
    st.switch_page("app.py")


def run(page: StreamlitPage) -> None:
    """Run the page that the navigation chose, or jump to the one that `guard` came from.

    The engine starts behind the first page that is shown: whichever it is, queued runs go on.
    """
    st.session_state[_APP_RAN] = True
    if _TARGET in st.session_state:
        name, query = st.session_state.pop(_TARGET)
        st.switch_page(f"pages/{name}.py", query_params=query)
    with plain_errors():
        page.run()
        url = os.environ.get("CNN_LAB_STORE")
        if not engine_start(url).is_alive():
            _engine(url)


@st.cache_resource(show_spinner=False)
def engine_start(url: str | None) -> Timer:
    """Start the engine of that store once, a moment after the first page.

    The server has the browser's own files to hand out first, and the engine's libraries and spare
    worker would take the processor from both.
    """
    timer = Timer(ENGINE_AFTER, _start_quietly, [url])
    timer.daemon = True
    timer.start()
    return timer


def _start_quietly(url: str | None) -> None:
    with suppress(StoreError):  # the next script run tells it
        _engine(url)


def _engine(url: str | None) -> None:
    from cnn_core.web import session  # loads the database's library: the first page need not wait

    session.engine_of(url)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show what the store cannot do as a message. Pages have it; a fragment needs its own."""
    try:
        yield
    except StoreError as error:
        st.error(literal(str(error)), icon=":material/database_off:")


def _page_in_address() -> str:
    return PurePosixPath(urlsplit(st.context.url or "").path).name

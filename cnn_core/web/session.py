"""The one store and the one engine that all sessions of this server share."""

from __future__ import annotations

import os

import streamlit as st

from cnn_core.engine import Engine
from cnn_core.store import Store


def store() -> Store:
    """The store that `CNN_LAB_STORE` names. Raises StoreError when it cannot be used."""
    return _store(os.environ.get("CNN_LAB_STORE"))


def engine() -> Engine:
    """The engine that trains the store's runs; started by the first call."""
    return _engine(os.environ.get("CNN_LAB_STORE"))


@st.cache_resource(show_spinner=False)
def _store(url: str | None) -> Store:
    return Store(url)


@st.cache_resource(show_spinner=False)
def _engine(url: str | None) -> Engine:
    engine = Engine(_store(url))
    engine.start()
    return engine

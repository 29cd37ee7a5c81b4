"""A session of the app without a browser: it sends and receives what one does, and draws nothing.

Streamlit's own messages (its protobuf classes) over a websocket. As a browser it asks for every
fragment that ticks anew at the fragment's interval, whether or not the last answer has come.
It leaves out: the values of widgets that nobody touched, which are the server's defaults anyway,
and the hashes of messages it has, so that the server sends all of them in full.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, ConnectionClosedOK

Hear = Callable[[str], None]
HUNG_SECONDS = 300
"""A page that is not drawn for so long has hung, however busy the machine is."""


class PageClient:
    """One session: `async with PageClient(url, hear) as page: await page.open()`.

    `hear` is told every text as it comes: headings, paragraphs and badges, labels of progress bars.
    """

    def __init__(self, url: str, hear: Hear) -> None:
        self.query = ""
        """Of the address, without the question mark; the server may change it."""
        self.faults: list[str] = []
        """Errors that the page has shown, and exceptions."""
        self.answers = 0
        """Script runs that have ended, of fragments too."""
        self._url = url
        self._hear = hear
        self._page = ""
        self._buttons: dict[str, str] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._drawn = asyncio.Event()
        self._connection: ClientConnection
        self._reading: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        address = self._url.replace("http", "ws", 1) + "/_stcore/stream"
        self._connection = await connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            ping_interval=None,  # as a browser: a server that is busy for long is not given up
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop_timers()
        await self._connection.close()
        await self._reading

    async def open(self, name: str = "", query: str = "") -> None:
        """Open the page of that name ("": the first one), and wait until it is drawn."""
        self.query = query
        await self._draw(ClientState(page_name=name))

    async def press(self, label: str) -> None:
        """Press a button, and wait until the page is drawn anew. Raises KeyError without it.

        A page that is being drawn of itself, such as when a run ends, is waited for first.
        """
        await self._until_drawn()
        state = ClientState(page_script_hash=self._page)
        state.widget_states.widgets.add(id=self._buttons[label], trigger_value=True)
        await self._draw(state)

    async def _draw(self, state: ClientState) -> None:
        self._drawn.clear()
        await self._ask(state)
        await self._until_drawn()

    async def _until_drawn(self) -> None:
        async with asyncio.timeout(HUNG_SECONDS):
            await self._drawn.wait()

    async def _ask(self, state: ClientState) -> None:
        state.query_string = self.query
        state.context_info.url = f"{self._url}/{state.page_name}"
        state.context_info.timezone = "UTC"
        state.context_info.color_scheme = "light"
        await self._connection.send(BackMsg(rerun_script=state).SerializeToString())

    async def _read(self) -> None:
        try:
            while True:
                self._take(ForwardMsg.FromString(await self._connection.recv(decode=False)))
        except ConnectionClosedError as error:
            self.faults.append(f"The connection was lost: {error}")
        except ConnectionClosedOK:
            pass

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session" if not message.metadata.run.fragment_ids:
                self._page = message.new_session.page_script_hash
                self._buttons.clear()
                self._drawn.clear()
                self._stop_timers()
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                self._take_element(message.delta.new_element)
            case "auto_rerun":
                self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_timer(fragment)
            case "script_finished":
                self.answers += 1
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._drawn.set()

    def _take_element(self, element: Element) -> None:
        match element.WhichOneof("type"):
            case "button":
                self._buttons[element.button.label] = element.button.id
            case "heading":
                self._hear(element.heading.body)
            case "markdown":
                self._hear(element.markdown.body)
            case "progress":
                self._hear(element.progress.text)
            case "alert":
                self.faults.append(element.alert.body)
            case "exception":
                self.faults.append(element.exception.message)

    def _start_timer(self, fragment: str, interval: float) -> None:
        self._stop_timer(fragment)
        self._timers[fragment] = asyncio.create_task(self._tick(fragment, interval))

    def _stop_timer(self, fragment: str) -> None:
        if timer := self._timers.pop(fragment, None):
            timer.cancel()

    def _stop_timers(self) -> None:
        for fragment in [*self._timers]:
            self._stop_timer(fragment)

    async def _tick(self, fragment: str, interval: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(interval)
                page = self._page
                state = ClientState(page_script_hash=page, fragment_id=fragment, is_auto_rerun=True)
                await self._ask(state)

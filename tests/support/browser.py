"""A real browser for tests: Chromium without a window, told what to do by its DevTools protocol.

Through two pipes, as `--remote-debugging-pipe` has it, so that the standard library is enough.
Source: <https://chromedevtools.github.io/devtools-protocol/>.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60.0
"""Seconds that the browser may take for an answer on a busy machine."""

_OPTIONS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--hide-scrollbars"),
    *("--disable-gpu", "--disable-extensions", "--disable-background-networking"),
    # Containers have neither the namespaces of the sandbox nor a large /dev/shm; pages are ours.
    *("--no-sandbox", "--disable-dev-shm-usage"),
)


def find_browser() -> str:
    """The path of a Chromium; without one the test skips."""
    if sys.platform == "win32":
        pytest.skip("the browser is driven through pipes, which Windows hands on in another way")
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    pytest.skip(f"no browser: install one of {', '.join(_NAMES)}")


class Browser:
    """One page in a running browser.

    Args:
        commands: Where commands are written to.
        answers: Where answers and events are read from.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._number, self._buffer = 0, b""
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol, and wait for its answer.

        Raises:
            AssertionError: The browser says that it failed, or says nothing.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data) :]
        while True:
            found = self._read()
            if found.get("id") == self._number:
                assert "error" not in found, f"{method}: {found['error']}"
                return dict(found["result"])
            self.events.append(found)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(end - time.monotonic(), 0))
            data = os.read(self._answers, 1 << 20) if ready else b""
            assert data, "the browser has ended, or says nothing"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def open(self, path: Path, *, width: int = 1200, height: int = 900, dark: bool = False) -> None:
        """Open a file.

        Args:
            path: The file.
            width: Of the page, in pixels.
            height: Of the page, in pixels.
            dark: Whether the user prefers dark colours.
        """
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.events.clear()
        self.call("Page.navigate", url=path.resolve().as_uri())
        while not any(each.get("method") == "Page.loadEventFired" for each in self.events):
            self.events.append(self._read())

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever JSON has
        """The value of an expression of JavaScript in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str, code: int = 0, text: str = "") -> None:
        """Press a key, and release it.

        Args:
            key: Its name, such as `PageDown`.
            code: The number of the key, which some keys need.
            text: What it types.
        """
        of_key = {"key": key, "windowsVirtualKeyCode": code, "text": text}
        self.call("Input.dispatchKeyEvent", type="keyDown", **of_key)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def mouse(self, kind: str, x: float, y: float, *, button: str = "left") -> None:
        """Move, press or release the mouse.

        Args:
            kind: `mouseMoved`, `mousePressed` or `mouseReleased`.
            x: Pixels from the left of the window.
            y: Pixels from its top.
            button: Which button is down.
        """
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, clickCount=1)

    def picture(self, path: Path) -> None:
        """Write what the window shows as a PNG file."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def complaints(self) -> list[str]:
        """What went wrong since the page was opened: errors, refusals of its policy, warnings."""
        self.run("0")
        return [
            json.dumps(each["params"])
            for each in self.events
            if each.get("method") in {"Runtime.exceptionThrown", "Log.entryAdded"}
        ]

    def requests(self) -> list[str]:
        """What was asked for since the page was opened."""
        self.run("0")
        return [
            each["params"]["request"]["url"]
            for each in self.events
            if each.get("method") == "Network.requestWillBeSent"
        ]


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser for the length of a `with` block; the test skips where there is none."""
    path = find_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        theirs_in, commands = os.pipe()
        answers, theirs_out = os.pipe()
        # The protocol has its pipes at 3 and 4, whatever their numbers are here.
        shell = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        process = subprocess.Popen(
            ["/bin/bash", "-c", shell, "sh", path, f"--user-data-dir={profile}", *_OPTIONS],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            yield Browser(commands, answers)
        finally:
            process.terminate()
            os.close(commands)
            os.close(answers)
            process.wait(_PATIENCE)

"""A browser without a window, told what to do through two pipes (the DevTools protocol)."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


def program() -> str | None:
    """Return the browser there is, if any."""
    return next(
        (path for name in ("chromium", "google-chrome", "chrome") if (path := shutil.which(name))), None
    )


class Browser:
    """One page of a browser; it ends with the `with` block."""

    def __init__(self, path: str, folder: Path, page: Path) -> None:
        to_browser, from_us = os.pipe()
        from_browser, to_us = os.pipe()
        self._write, self._read, self._number, self._buffer = from_us, from_browser, 0, b""

        # The browser reads from 3 and writes to 4.
        script = 'in=$1; out=$2; shift 2; exec "$@" 3<&"$in" 4>&"$out"'
        command = ["bash", "-c", script, "browser", str(to_browser), str(to_us), path, *FLAGS]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={folder}", "about:blank"],
            pass_fds=(to_browser, to_us),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(to_us)
        target = self._call("Target.createTarget", url=page.as_uri())["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        while self.ask("location.protocol + document.readyState") != "file:complete":
            pass

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._call("Browser.close")
        os.close(self._write)
        os.close(self._read)
        self._process.wait(20)

    def ask(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self._call("Runtime.evaluate", session=self._session, expression=expression)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def type(self, field: str, text: str) -> None:
        """Replace what a field holds by typing."""
        self.ask(f"document.getElementById('{field}').focus(); document.getElementById('{field}').select()")
        self._call("Input.insertText", session=self._session, text=text)

    def _call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._buffer:
                self._buffer += os.read(self._read, 1 << 16)
            whole, _, self._buffer = self._buffer.partition(b"\0")
            answer: dict[str, Any] = json.loads(whole)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

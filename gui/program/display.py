"""Whether there is a screen, asked before Qt does: it would abort, and blame a library that is there."""

import ctypes
import os
import socket
import sys


def display_problem() -> str:
    """Return why no window can be opened; empty where one can, or where only Qt can find out."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return "there is no display to open a window on"
    if (wayland and _answers_wayland(wayland)) or (x11 and _answers_x11(x11)):
        return ""
    named = " and ".join(name for name in (wayland, x11) if name)
    return f"the display {named} cannot be reached, or you may not use it"


def _answers_x11(name: str) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # without it Qt names the library, and is right
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(errors="surrogateescape"), None))
    has_error = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not has_error


def _answers_wayland(name: str) -> bool:
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
        except OSError:
            return False
    return True

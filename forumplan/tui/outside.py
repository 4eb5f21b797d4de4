"""What leaves the program: an address to the browser, a text to the clipboard, a file to the editor. No shell."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from forumplan.domain.errors import ForumplanError

LONGEST_URL = 4096
CLIPBOARD_SECONDS = 2.0
_TEXT_BROWSERS = frozenset({"w3m", "lynx", "links", "elinks", "www-browser", "browsh", "carbonyl"})
_OPENERS = {"darwin": (("open",),), "linux": (("xdg-open",), ("wslview",), ("gio", "open"))}
_CLIPBOARDS = (
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
    ("pbcopy",),
    ("clip.exe",),
)
_EDITORS = ("sensible-editor", "nano", "vim", "vi")
_DISPLAY_NEEDED = {"wl-copy": "WAYLAND_DISPLAY", "xclip": "DISPLAY", "xsel": "DISPLAY"}


@dataclass(frozen=True, slots=True)
class Opener:
    """A command that opens an address. `takes_terminal`: it runs in this terminal until it is left."""

    argv: tuple[str, ...]
    takes_terminal: bool = False


def checked(url: str) -> str:
    """The address if it may be opened: http or https, with a host, without blanks or control characters.

    ForumplanError says what it is instead.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or host.startswith("-"):
        raise ForumplanError("not opened: only http and https addresses are; c copies it")
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url or not url.lower().startswith("http"):
        raise ForumplanError("not opened: the address has characters that none should have; c copies it")
    return url


def opener(url: str, environ: Mapping[str, str], platform: str = sys.platform) -> Opener:
    """The command for a checked address: of BROWSER, else of the system. ForumplanError if there is none."""
    for entry in filter(None, environ.get("BROWSER", "").split(os.pathsep)):
        argv = shlex.split(entry)
        if argv and shutil.which(argv[0], path=environ.get("PATH")):
            words = [word.replace("%s", url) for word in argv if word != "&"]
            full = words if any("%s" in word for word in argv) else [*words, url]
            return Opener(tuple(full), os.path.basename(argv[0]) in _TEXT_BROWSERS)  # noqa: PTH119 a name, no path
    for command in _OPENERS.get(platform, _OPENERS["linux"]):
        if shutil.which(command[0], path=environ.get("PATH")):
            return Opener((*command, url))
    raise ForumplanError("no browser was found here; c copies the address, BROWSER names one")


def editor(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The command of VISUAL or EDITOR, else an editor that is there. ForumplanError if there is none."""
    for entry in (environ.get("VISUAL", ""), environ.get("EDITOR", ""), *_EDITORS):
        argv = shlex.split(entry)
        if argv and shutil.which(argv[0], path=environ.get("PATH")):
            return tuple(argv)
    raise ForumplanError("no editor was found here; EDITOR names one")


def run_beside(argv: tuple[str, ...]) -> None:
    """Start a command that has nothing to do with our terminal. ForumplanError if it cannot be started."""
    try:
        started = subprocess.Popen(  # noqa: S603 a checked address as one argument, no shell
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ForumplanError(f"{argv[0]}: cannot be started ({error.strerror}); c copies the address") from error
    threading.Thread(target=started.wait, daemon=True).start()  # somebody must take note of its end


def run_here(argv: tuple[str, ...]) -> None:
    """Run a command in this terminal until it ends. ForumplanError if it cannot be started."""
    try:
        subprocess.run(argv, check=False)  # noqa: S603 as above
    except OSError as error:
        raise ForumplanError(f"{argv[0]}: cannot be started ({error.strerror})") from error


def to_clipboard(text: str, environ: Mapping[str, str]) -> bool:
    """Give a text to the platform's clipboard tool; whether there was one that took it."""
    for command in _CLIPBOARDS:
        needed = _DISPLAY_NEEDED.get(command[0])
        tool = shutil.which(command[0], path=environ.get("PATH"))
        if tool is None or (needed and not environ.get(needed)):
            continue
        try:
            done = subprocess.run(  # noqa: S603 fixed commands, the text is their input
                [tool, *command[1:]],
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=CLIPBOARD_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False

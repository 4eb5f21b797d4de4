"""What holds for every test: no network but loopback, no home but a made one."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

_connect = socket.socket.connect
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        return _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def made_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty home for whatever asks the environment for one; no proxy."""
    home = tmp_path / "home"
    monkeypatch.setenv("FORUMPLAN_HOME", str(home))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return home

"""What leaves the program: only addresses of the web, as one argument, never through a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from forumplan.domain.errors import ForumplanError
from forumplan.tui import outside


@pytest.mark.parametrize(
    "url",
    [
        "-x",
        "--new-window",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://forum.example/x",
        "http://",
        "https:///path",
        "http://-oProxy/x",
        "http://forum.example/\x1b]52;c;x\x07",
        "http://forum.example/a b",
        "http://forum.example/\n--new-window",
        " http://forum.example/",
        "http://[forum.example/",
        "http://forum.example/" + "x" * 5000,
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_not_opened(url: str) -> None:
    with pytest.raises(ForumplanError, match="not opened"):
        outside.checked(url)


@pytest.mark.parametrize(
    "url", ["http://forum.example/t/1", "HTTPS://forum.example/?q=%action&x=[1]", "http://[::1]/x"]
)
def test_addresses_of_the_web_pass(url: str) -> None:
    assert outside.checked(url) == url


def fake(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    return path


def test_the_users_browser_gets_the_address_as_one_argument(tmp_path: Path) -> None:
    fake(tmp_path, "mybrowser")
    url = "http://forum.example/;touch x&$(id)%s"
    found = outside.opener(url, {"BROWSER": "absent:mybrowser --tab", "PATH": str(tmp_path)})
    assert found.argv == ("mybrowser", "--tab", url)
    assert not found.takes_terminal
    found = outside.opener(url, {"BROWSER": "mybrowser --url=%s", "PATH": str(tmp_path)})
    assert found.argv == ("mybrowser", f"--url={url}")


def test_a_browser_for_terminals_takes_the_terminal(tmp_path: Path) -> None:
    fake(tmp_path, "w3m")
    assert outside.opener("http://forum.example/", {"BROWSER": "w3m", "PATH": str(tmp_path)}).takes_terminal


def test_the_systems_opener_is_used_where_nothing_is_named(tmp_path: Path) -> None:
    fake(tmp_path, "xdg-open")
    found = outside.opener("http://forum.example/", {"PATH": str(tmp_path)}, "linux")
    assert found.argv == ("xdg-open", "http://forum.example/")


def test_without_a_browser_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ForumplanError, match="c copies the address"):
        outside.opener("http://forum.example/", {"PATH": str(tmp_path)}, "linux")


def test_the_clipboard_tool_gets_the_text_as_input(tmp_path: Path) -> None:
    took = tmp_path / "took"
    tool = fake(tmp_path, "pbcopy")
    tool.write_text(f"#!/bin/sh\n/bin/cat > {took}\n")
    assert outside.to_clipboard("http://forum.example/é", {"PATH": str(tmp_path)})
    assert took.read_text() == "http://forum.example/é"
    assert not outside.to_clipboard("x", {"PATH": str(tmp_path / "none")})

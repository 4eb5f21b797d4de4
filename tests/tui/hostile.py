"""Eighteen strings that a feed could send to harm a terminal or a program that reads markup."""

from __future__ import annotations

PAYLOADS = {
    "sgr": "A\x1b[41mB",
    "osc52": "A\x1b]52;c;aGFja2Vk\x07B",
    "osc8": "A\x1b]8;;http://evil.example\x1b\\B",
    "osc0-c1": "A\x9d0;pwned\x9cB",
    "csi-c1": "A\x9b2JB",
    "clear": "A\x1b[2J\x1b[HB",
    "dcs": "A\x1bP+q544e\x1b\\B",
    "markup": "A[bold red]B[/]",
    "unclosed": "A[/nosuch]B",
    "action": "A[@click=app.quit()]B[/]",
    "link": "A[link=http://evil.example]B[/link]",
    "brackets": "A[pandas]B how",
    "bidi": "A\u202eB\u202c",
    "newline": "A\nB",
    "tab": "A\tB",
    "nul": "A\x00B",
    "combining": "A" + "\u0301" * 300 + "B",
    "zwj": "A\U0001f468\u200d\U0001f469\u200d\U0001f467B",
}
LITERAL = ("markup", "unclosed", "action", "link", "brackets")
"""Payloads that must be seen as they are written."""
RAW = {
    "sgr": b"\x1b[41m",
    "osc52": b"\x1b]52;c;aGFja2Vk",
    "osc8": b"\x1b]8;;http://evil",
    "osc0-c1": "\x9d0;".encode(),
    "csi-c1": "\x9b2J".encode(),
    "clear": b"\x1b[2J\x1b[HB",
    "dcs": b"\x1bP+q544e",
    "bidi": "\u202e".encode(),
    "nul": b"\x00",
}
"""What of a payload must never reach the terminal."""

"""What a home holds, in forms that other programs read. Every form is lines with their own ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forumplan.config import read
from forumplan.domain.event_lines import event_line, header_line, masked, tombstone_line
from forumplan.services import export_calendar, export_tables
from forumplan.services.home import Home
from forumplan.store.journal import SCHEMA

EXPORT = "export"
"""What the first line of everything in JSON Lines says that it is."""
FORMS = ("opml", "jsonl", "csv", "md", "ics")


def export(home: Home, form: str, *, with_secrets: bool = False) -> Iterator[str]:
    """A home in one of FORMS; tokens and passwords in addresses are masked unless asked for."""
    forms: dict[str, Callable[[], Iterator[str]]] = {
        "opml": lambda: export_tables.opml(home, with_secrets=with_secrets),
        "jsonl": lambda: everything(home, with_secrets=with_secrets),
        "csv": lambda: export_tables.contributions(home),
        "md": lambda: export_tables.markdown(home),
        "ics": lambda: export_calendar.calendar(home),
    }
    return forms[form]()


def everything(home: Home, *, with_secrets: bool = False) -> Iterator[str]:
    """feeds.toml, what is left of forgotten people, and every event: `forumplan import` makes an equal home of it."""
    yield header_line(EXPORT, SCHEMA, device=home.ledger.device) + "\n"
    if home.paths.config_file.exists():
        text = read.text_of(home.paths.config_file)
        yield config_line(home.secrets.restored(text) if with_secrets else masked(text)) + "\n"
    for tombstone in home.ledger.tombstones():
        yield tombstone_line(tombstone) + "\n"
    for event in home.ledger.events():
        yield event_line(event, with_secrets=with_secrets) + "\n"


def config_line(text: str) -> str:
    """feeds.toml as a line."""
    import json

    return json.dumps({"feeds_toml": text}, ensure_ascii=False)

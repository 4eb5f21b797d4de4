"""What `export jsonl` wrote, back into a home: an empty one becomes equal to the one it came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forumplan.config import edit, read
from forumplan.config import paths as config_paths
from forumplan.config.schema import KEYS
from forumplan.config.write import write
from forumplan.domain.errors import ParseError, UsageError
from forumplan.domain.event_lines import parsed
from forumplan.domain.text import plural
from forumplan.services import forget
from forumplan.services.export import EXPORT
from forumplan.services.home import Home
from forumplan.store import journal


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a file brings, or would. `settings`: what becomes of feeds.toml; `left_out`: what only the user may set."""

    events: int
    settings: str
    left_out: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()

    def words(self) -> str:
        """One line for the user."""
        return f"{plural(self.events, 'event')} new here · feeds.toml: {self.settings}"


def is_export(path: Path) -> bool:
    """Whether the first line of a file says that it is one of ours."""
    try:
        with path.open("rb") as file:
            return parsed(file.readline(10_000)).get("forumplan") == EXPORT
    except (OSError, ParseError):
        return False


def read_back(home: Home, path: Path, *, dry_run: bool = False) -> ReadBack:
    """Take over a file of `export jsonl`. `dry_run`: only say what would change, and write nothing.

    The ledger becomes the union of both. feeds.toml is written only where there is none, without commands, proxies and
    the leave to ask private addresses. UsageError for another kind of file, ConfigError, LedgerError.
    """
    if not is_export(path):
        raise UsageError(f"{path}: it is no file that forumplan export jsonl wrote")
    found = journal.Read()
    texts = [
        one["feeds_toml"] for one in journal.read_file(path, found, what=EXPORT, config=True) if "feeds_toml" in one
    ]
    text = next((one for one in texts if isinstance(one, str)), "")
    settings, safe, left_out = _settings(home, text)
    started = home.paths.ledger_file.exists()
    events, far = journal.bounded(found.events.values(), home.ledger.newest_clock() if started else 0)
    bad = [*found.bad, *([f"{plural(len(far), 'event')} with a logical clock that runs away"] if far else [])]
    if dry_run:
        known = {one.id for one in home.ledger.events()} if started else set()
        return ReadBack(sum(one.id not in known for one in events), settings, left_out, tuple(bad))
    if settings == "written":
        config_paths.ensure(home.paths.config_file.parent)
        write(home.paths.config_file, "", home.secrets.keep(safe), by_user=False)
        home.reload()
    tombstones = list(found.tombstones.values())
    new = home.ledger.merge(events, [*tombstones, *forget.widened(home, tombstones)])
    forget.finish(home)
    return ReadBack(new, settings, left_out, tuple(bad))


def _settings(home: Home, text: str) -> tuple[str, str, tuple[str, ...]]:
    """(what becomes of feeds.toml, the text to write, what was left out of it)."""
    path = home.paths.config_file
    if not text:
        return "none in the file", "", ()
    if path.exists():
        return (
            ("the same" if text in (own := read.text_of(path), home.secrets.restored(own)) else "yours is kept"),
            "",
            (),
        )
    left_out = []
    for venue in read.parse(text, path).venues:
        for key in KEYS:
            if key.guarded and getattr(venue, key.name) != key.default:
                text = edit.set_venue(text, venue.id, key.name, None)
                left_out.append(f"{key.name} of venue {venue.id}: only you can set it, write it by hand")
    return "written", text, tuple(left_out)

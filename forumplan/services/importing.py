"""Import: what a file of another program would change, shown first; then one act that can be undone.

An import opens no door: it never sets a command, a proxy or the leave to ask private addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from forumplan.config import edit
from forumplan.config.imports.place import LONGEST_ADDRESS, Place, Reading
from forumplan.config.imports.read_file import read_file
from forumplan.domain.errors import UsageError
from forumplan.domain.identity import alias, bare_address, mask_url
from forumplan.domain.settings import Settings
from forumplan.domain.text import clean, plural
from forumplan.services.history import change_settings
from forumplan.services.home import Home
from forumplan.services.settings_acts import slug

State = Literal["new", "manual", "there", "duplicate", "refused"]
PRIVATE = "a private address; it is asked only after forumplan venue set {id} allow_private=true"
MASKED_OUT = "its token was masked in the file; write it into the address by hand"
LOOKED_FOR = "its feed is looked for at the first refresh"
_URL = re.compile(r"\b(?:https?|feed)://\S+|\b[\w.-]+@[\w.-]+:\S+", re.IGNORECASE)
_FEED_PATH = re.compile(r"rss|atom|feed|\.xml|\.rdf|\.json|syndication|external\.php", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one place. `address` is masked. `why`: the reason of a refusal, else a remark, "" for none."""

    state: State
    name: str
    address: str = ""
    why: str = ""
    line: int = 0
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the venue that it is, or would be; "" where there is none."""
        return str(self.values.get("id", ""))


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would change. `form`: what kind of file it is."""

    form: str
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[str]:
        """Rows by state."""
        return Counter(row.state for row in self.rows)

    @property
    def venues(self) -> list[dict[str, Any]]:
        """The venues that would be added, as they go into feeds.toml."""
        return [row.values for row in self.rows if row.state in ("new", "manual")]

    def words(self, *, done: bool = False) -> str:
        """All of it in one line, such as `40 read: 38 subscribed, 1 duplicate, ...`."""
        n = self.counts
        parts = (
            (n["new"], "subscribed" if done else "to subscribe"),
            (n["there"], "there already"),
            (n["duplicate"], "duplicate" if n["duplicate"] == 1 else "duplicates"),
            (n["manual"], f"without a feed kept as {'a manual venue' if n['manual'] == 1 else 'manual venues'}"),
            (n["refused"], "refused"),
        )
        return f"{sum(n.values())} read: " + (", ".join(f"{count} {word}" for count, word in parts if count))


def difference(home: Home, path: Path) -> Difference:
    """What the file would change; nothing is written or fetched. UsageError where it cannot be understood."""
    return compare(home.settings, read_file(path))


def compare(settings: Settings, reading: Reading) -> Difference:
    """What a reading would change in these settings."""
    known = _Known(settings)
    rows = [known.row(place) for place in reading.places]
    rows += [Row("refused", _masked(one.what), "", one.why, one.line) for one in reading.refused]
    return Difference(reading.form, tuple(rows))


def apply(home: Home, found: Difference, source: str, me: Sequence[str] = ()) -> str:
    """Write the new venues into feeds.toml as one act; returns what was done. `me`: one's names there."""
    names = {"me": list(me)} if me else {}
    venues = [{**names, **values} for values in found.venues]
    words = f"imported {plural(len(venues), 'venue')} from {clean(source, 80)}"
    if venues:
        change_settings(home, "import", words, lambda text: edit.add_venues(text, venues), by_user=False)
    return words


class _Known:
    """What is followed already, and what the file named so far."""

    def __init__(self, settings: Settings) -> None:
        self._goals = {goal.id for goal in settings.goals}
        self._ids = {venue.id: 2 for venue in settings.venues}
        self._there = {_same(url): venue.id for venue in settings.venues for url in venue.feeds}
        self._pages = {_same(venue.url): venue.id for venue in settings.venues if venue.url}
        self._names = {venue.title.casefold(): venue.id for venue in settings.venues if venue.manual}
        self._in_file: dict[str, str] = {}

    def row(self, place: Place) -> Row:
        """What becomes of a place."""
        try:
            feeds, remark = _feeds(place)
            values = self._values(place, feeds)
        except UsageError as error:
            return Row("refused", _without_secrets(place.name), _masked(place.address), str(error), place.line)
        shown = mask_url(feeds[0]) if feeds else (mask_url(place.home) if place.home else "")
        name = values["name"]
        names = [_same(url) for url in feeds] or [_same(values["url"]) if "url" in values else name.casefold()]
        if (there := self._venue_of(place, names)) is not None:
            return Row("there", name, shown, f"venue {there}", place.line)
        if any(one in self._in_file for one in names):
            first = next(self._in_file[one] for one in names if one in self._in_file)
            return Row("duplicate", name, shown, f"the same as {first}", place.line)
        values["id"] = self._fresh_id(str(values["id"]))
        self._in_file.update(dict.fromkeys(names, values["id"]))
        why = "; ".join(filter(None, (place.note, remark.format(id=values["id"]))))
        return Row("new" if feeds else "manual", name, shown, why, place.line, values)

    def _venue_of(self, place: Place, names: Sequence[str]) -> str | None:
        if place.keys.get("id", "") in self._ids and place.keys.get("id", "") not in self._in_file.values():
            return place.keys["id"]
        known = self._there if place.kind == "feed" else {**self._names, **self._pages, **self._there}
        return next((known[name] for name in names if name in known), None)

    def _values(self, place: Place, feeds: Sequence[str]) -> dict[str, Any]:
        """The venue as it would stand in feeds.toml. UsageError for a value that does not fit."""
        written = place.home or (place.address if place.kind == "address" else "")
        url = written if written.startswith(("http://", "https://")) else ""
        name = _without_secrets(clean(place.name, 80)) or _name_of(written or place.address)
        if not name:
            raise UsageError("it has neither an address nor a name")
        values: dict[str, Any] = {"id": place.keys.get("id") or slug(name), "name": name}
        if url:
            values["url"] = _checked("url", url)
        if feeds:
            values["feeds"] = [_checked("url", feed) for feed in feeds]
            values["platform"] = _platform(feeds[0])
        tags = [tag for tag in (clean(tag, 60) for tag in place.tags) if tag != name]
        if tags:
            values["tags"] = tags
        for key, typed in place.keys.items():
            if key not in ("id", "manual"):
                values[key] = edit.parse_value("venue", key, typed)
        unknown = [goal for goal in values.get("goals") or () if goal not in self._goals]
        if unknown:
            raise UsageError(f"goals: no goal is called {clean(unknown[0], 60)}; forumplan goal list shows them")
        if not feeds:
            values["manual"] = True
        return {key: value for key, value in values.items() if value not in ("", None)}

    def _fresh_id(self, wanted: str) -> str:
        """The id, with the next free number behind it if it is taken."""
        wanted = wanted if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", wanted) else slug(wanted)
        found = wanted
        while found in self._ids:
            found = f"{wanted}-{self._ids[wanted]}"
            self._ids[wanted] += 1
        self._ids[found] = 2
        return found


def _same(url: str) -> str:
    """What two addresses of one place have in common: what they keep secret does not count."""
    return alias(mask_url(url))


def _name_of(address: str) -> str:
    """A name made of an address: its host and path, without what only says that it is a feed."""
    bare = re.sub(r"(?<=.)[/?][^/?]*(?:rss|atom|feed|xml|rdf)[^/]*$", "", bare_address(address))
    return clean(bare.rstrip("/"), 80)


def _feeds(place: Place) -> tuple[list[str], str]:
    """The feeds of a place and a remark about them ([] for a place without one). UsageError where it is no address."""
    if place.kind == "none":
        return [], ""
    if max(map(len, (place.address, *place.more))) > LONGEST_ADDRESS:
        raise UsageError(f"an address of more than {LONGEST_ADDRESS} characters is none")
    if place.kind == "feed":
        feeds = [re.sub(r"^feed:(?=https?:)|^feed(?=://)", _scheme, url) for url in (place.address, *place.more)]
        return feeds, _remark(feeds)
    from forumplan.feeds.spellings import expand  # what reads no address needs no table of platforms

    try:
        found = expand(re.sub(r"^feed:(?=https?:)|^feed(?=://)", _scheme, place.address))
    except ValueError:
        found = []
    if not found:
        raise UsageError("it is no address; write one such as https://forum.example.org or r/NAME")
    page = len(found) == 1 and found[0].startswith("http") and not _FEED_PATH.search(found[0])
    return found[:1], "; ".join(filter(None, (LOOKED_FOR if page else "", _remark(found[:1]))))


def _scheme(match: re.Match[str]) -> str:
    return "" if match[0] == "feed:" else "http"


def _remark(feeds: Sequence[str]) -> str:
    from forumplan.feeds.address import is_private_name

    try:
        hosts = [urlsplit(feed).hostname or "" for feed in feeds]
    except ValueError:
        raise UsageError("it is no address; check it for a slip") from None
    if any("***" in feed for feed in feeds):
        return MASKED_OUT
    return PRIVATE if any(host and is_private_name(host) for host in hosts) else ""


def _platform(feed: str) -> str:
    """The platform that the address alone shows, "" if it shows none."""
    from forumplan.feeds.platforms import platform_of_address

    return platform_of_address(feed)


def _checked(key: str, url: str) -> str:
    url = re.sub(r"^https?(?=://)", lambda scheme: scheme[0].lower(), url, flags=re.IGNORECASE)
    if not url.startswith(("http://", "https://")):
        raise UsageError("only http and https addresses are read")
    edit.parse_value("venue", key, url)
    return url


def _masked(text: str) -> str:
    """Text of a file as it may be shown; of a line that is no address only the first word, the rest may be secret."""
    if not _URL.match(text) and len(text) > 40:
        first, _, _ = text.strip().partition(" ")
        text = f"{first[:40]} …"
    return _without_secrets(clean(text, 200))


def _without_secrets(text: str) -> str:
    """A text with what is secret in its addresses masked."""
    return _URL.sub(lambda match: mask_url(match[0]), text)

"""What contributions and follow-ups come to, counted by SQLite: years of them are not read to be counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

_MADE = "FROM current WHERE kind = 'contribution'"


@dataclass(frozen=True, slots=True)
class Met:
    """Contributions with somebody, as `person` had it then, for one goal. `contacts`: (second, kind).

    `name` is the newest that was noted, `title` that of the newest such contribution; `given_back`: how many had one of
    the outcomes that were asked for. `spoke_at`: the newest with such an outcome, or of the kinds that were asked for,
    None if there is none; `spoke_of` is its title.
    """

    person: str
    goal: str
    name: str
    title: str
    contacts: tuple[tuple[int, str], ...]
    venues: tuple[str, ...]
    given_back: int
    spoke_at: int | None = None
    spoke_of: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody wrote to the user: `replies` direct answers, the newest `last_at`, under `name` and `title`.

    `answered`: seconds at which an answer that was not logged was seen.
    """

    person: str
    name: str
    venues: tuple[str, ...]
    replies: int
    last_at: int
    answered: tuple[int, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """All contributions to a venue of the kinds that were asked for: how many, and the newest.

    `helped`: those with one of the outcomes that were asked for; `good`: these, and those in whose thread somebody
    there answered the user.
    """

    count: int = 0
    helped: int = 0
    good: int = 0
    last_at: int = 0


class Deeds:
    """Counts over the states of one ledger. `errors` gives what SQLite raises its name."""

    def __init__(self, db: sqlite3.Connection, errors: Callable[[], AbstractContextManager[None]]) -> None:
        self._db, self._errors = db, errors

    def any(self) -> bool:
        """Whether anything was ever done."""
        return bool(self._rows(f"SELECT 1 {_MADE} AND data <> 'null' LIMIT 1"))

    def met(self, outcomes: Iterable[str], kinds: Iterable[str], among: Iterable[str] | None = None) -> list[Met]:
        """With whom (only with these, where some are given), for each goal by itself, what was done.

        Who was known under several ids stands several times.
        """
        rows = self._rows(
            "SELECT m.*, json_extract(s.data, '$.person_name'), json_extract(s.data, '$.title'), "
            "(SELECT json_extract(data, '$.title') FROM current WHERE kind = 'contribution' "
            "AND entity = substr(m.spoke, 21)) FROM ("
            "SELECT person, goal, max(at), "
            "substr(max(printf('%020d', at) || entity), 21) AS entity, group_concat(coalesce(at, 0)), "
            "group_concat(coalesce(deed, 'reply')), json_group_array(DISTINCT venue), "
            "sum(outcome IN (SELECT value FROM json_each(?1))), "
            "max(CASE WHEN outcome IN (SELECT value FROM json_each(?1)) "
            "OR deed IN (SELECT value FROM json_each(?3)) THEN printf('%020d', at) || entity END) AS spoke "
            "FROM current INDEXED BY contributions_by_person "
            "WHERE kind = 'contribution' AND person > '' "
            "AND (?2 IS NULL OR person IN (SELECT value FROM json_each(?2))) GROUP BY person, goal) m "
            "JOIN current s ON s.kind = 'contribution' AND s.entity = m.entity",
            json.dumps(list(outcomes)),
            None if among is None else json.dumps(list(among)),
            json.dumps(list(kinds)),
        )
        return [
            Met(
                row[0],
                row[1] or "",
                row[9] or "",
                row[10] or "",
                tuple(zip(json.loads(f"[{row[4]}]"), row[5].split(","), strict=True)),
                _names(row[6]),
                row[7] or 0,
                None if row[8] is None else int(row[8][:20]),
                row[11] or "",
            )
            for row in rows
        ]

    def heard(self, among: Iterable[str] | None = None) -> list[Heard]:
        """What everybody (these, where some are given) wrote to the user; otherwise as `met`."""
        rows = self._rows(
            "SELECT person, json_extract(data, '$.person_name'), json_extract(data, '$.title'), "
            "json_group_array(DISTINCT venue), sum(coalesce(reason, 'reply') = 'reply'), max(at), "
            "group_concat(nullif(json_extract(data, '$.answered_at'), 0)) "
            "FROM current INDEXED BY followups_by_person WHERE kind = 'followup' AND person > '' "
            "AND (?1 IS NULL OR person IN (SELECT value FROM json_each(?1))) GROUP BY person",
            None if among is None else json.dumps(list(among)),
        )
        return [
            Heard(who, name or "", _names(venues), replies, last_at or 0, _numbers(answered), title or "")
            for who, name, title, venues, replies, last_at, answered in rows
        ]

    def first_met(self) -> dict[str, int]:
        """By person, as it was noted, the second of the first contribution with them."""
        sql = f"SELECT person, min(at) {_MADE} AND person <> '' GROUP BY person"
        return dict(self._rows(sql))

    def people_in(self, venue: str) -> set[str]:
        """With whom something was done in a venue, or who was answered there, as it was noted."""
        rows = self._rows(
            "SELECT person FROM current WHERE kind = 'contribution' AND venue = ?1 COLLATE NOCASE AND person > '' "
            "UNION SELECT person FROM current WHERE kind = 'followup' AND person > '' "
            "AND venue = ?1 COLLATE NOCASE AND state = 'answered'",
            venue,
        )
        return {row[0] for row in rows}

    def threads(self, among: Iterable[str] | None = None) -> set[str]:
        """The threads something was contributed to; only those among these, where some are given."""
        if among is None:
            rows = self._rows(f"SELECT DISTINCT thread {_MADE} AND thread <> ''")
        else:
            rows = self._rows(
                "SELECT DISTINCT thread FROM json_each(?) JOIN current INDEXED BY contributions_by_thread "
                "ON kind = 'contribution' AND thread = value",
                json.dumps(list({*among} - {""})),
            )
        return {row[0] for row in rows}

    def last_in_threads(self, since: int, without: Iterable[str]) -> dict[str, dict[str, int]]:
        """By venue and thread the second of the last contribution since then, kinds `without` left out."""
        found: dict[str, dict[str, int]] = {}
        rows = self._rows(
            f"SELECT venue, thread, max(at) {_MADE} AND at >= ? AND thread <> '' "  # noqa: S608 ours
            "AND coalesce(deed, 'reply') NOT IN (SELECT value FROM json_each(?)) GROUP BY venue, thread",
            since,
            json.dumps(list(without)),
        )
        for venue, thread, at in rows:
            found.setdefault(venue or "", {})[thread] = at
        return found

    def last_minutes(self, kind: str, venue: str | None, count: int) -> list[int]:
        """The minutes of the last contributions of a kind (in a venue) that took any, the newest first.

        Short replies do not count.
        """
        place = "" if venue is None else " AND venue = ? COLLATE NOCASE"
        rows = self._rows(
            f"SELECT minutes {_MADE} AND deed = ? COLLATE NOCASE{place} AND minutes > 0 "
            "AND NOT coalesce(json_extract(data, '$.short'), 0) "
            "ORDER BY at DESC, minutes DESC LIMIT ?",
            kind,
            *(() if venue is None else (venue,)),
            count,
        )
        return [row[0] for row in rows]

    def posted(self, without: Iterable[str], outcomes: Iterable[str]) -> dict[str, Posted]:
        """By venue all contributions but those of the kinds `without`."""
        rows = self._rows(
            "SELECT venue, count(*), sum(helped), sum(helped OR (thread <> '' AND (venue, thread) IN "
            "(SELECT venue, thread FROM current WHERE kind = 'followup' AND venue <> '' AND thread <> '' "
            "AND coalesce(reason, 'reply') = 'reply'))), max(at) FROM (SELECT venue, thread, at, "
            "coalesce(outcome, '') IN (SELECT value FROM json_each(?2)) AS helped "
            "FROM current WHERE kind = 'contribution' AND venue <> '' "
            "AND coalesce(deed, 'reply') NOT IN (SELECT value FROM json_each(?1))) GROUP BY venue",
            json.dumps(list(without)),
            json.dumps(list(outcomes)),
        )
        return {row[0]: Posted(*row[1:]) for row in rows}

    def _rows(self, sql: str, *values: str | int | None) -> list[Any]:
        with self._errors():
            return self._db.execute(sql, values).fetchall()


def _numbers(joined: str | None) -> tuple[int, ...]:
    return tuple(json.loads(f"[{joined or ''}]"))


def _names(array: str) -> tuple[str, ...]:
    return tuple(name for name in json.loads(array) if name)

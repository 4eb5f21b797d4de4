"""Rules above the model: threads pinned to the top or hidden by words. A rule is a view and deletes nothing.

Terms are words and "phrases" joined by and, or, not; `author:NAME` and `venue:ID` narrow. No regular expressions.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from forumplan.domain.errors import UsageError
from forumplan.domain.events import Change
from forumplan.domain.records import Rule
from forumplan.domain.times import DAY
from forumplan.services.home import Home
from forumplan.services.short_ids import record_of

WEEK_SECONDS = 7 * DAY


@dataclass(slots=True)
class View:
    """Thread numbers that rules pin and mute; `by` names the rule of each."""

    pinned: set[int] = field(default_factory=set)
    muted: set[int] = field(default_factory=set)
    by: dict[int, Rule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a rule: words in a field; `negative` excludes, `alternative` begins another way to match."""

    where: Literal["", "author", "venue"]
    words: str
    negative: bool = False
    alternative: bool = False


def add(home: Home, act: Literal["pin", "mute"], terms: str) -> Rule:
    """Keep a rule and return it. UsageError if the terms say nothing."""
    parse(terms)
    rule = Rule(f"r{secrets.token_hex(3)}", act, terms, "", home.clock())
    home.ledger.act("rule", f"{act} {terms}", [Change("rule", rule.id, rule.dump())])
    return rule


def remove(home: Home, rule_id: str) -> str:
    """Take a rule away, by its id or the beginning of it. UsageError if none or several begin so."""
    rule = record_of(home, Rule, rule_id, "forumplan rule list")
    words = f"no longer {rule.act}: {rule.terms}"
    home.ledger.act("rule", words, [Change("rule", rule.id, None)])
    return words


def view(home: Home) -> View:
    """What the rules pin and mute; a pin stands above a mute."""
    found = View()
    for rule in sorted(home.ledger.all(Rule), key=lambda r: (r.act != "mute", r.at, r.id)):
        for number in matches(home, rule):
            found.by[number] = rule
            (found.pinned if rule.act == "pin" else found.muted).add(number)
    found.muted -= found.pinned
    return found


def standing(home: Home, number: int) -> str:
    """What the rules do with a thread, in words that name the rule; "" if nothing."""
    rule = view(home).by.get(number)
    if rule is None:
        return ""
    done = "at the top" if rule.act == "pin" else "hidden"
    return f"{done} by your rule {rule.id} ({rule.act} {rule.terms}); forumplan rule remove {rule.id} ends it"


def matches(home: Home, rule: Rule) -> set[int]:
    """Numbers of all threads that a rule matches."""
    found: set[int] = set()
    for way in _ways(parse(rule.terms)):
        hits: set[int] | None = None
        for term in (term for term in way if not term.negative):
            here = _hits(home, term)
            hits = here if hits is None else hits & here
        for term in (term for term in way if term.negative):
            hits = (hits or set()) - _hits(home, term)
        found |= hits or set()
    return found


def matches_this_week(home: Home, rule: Rule) -> int:
    """How many threads active in the last seven days a rule matches."""
    return home.threads.count_active(matches(home, rule), home.clock() - WEEK_SECONDS)


def preview(home: Home, words: str) -> int:
    """How many threads of the last seven days a rule for these words, in this order, would match."""
    return matches_this_week(home, Rule("", "mute", f'"{words}"'))


def parse(terms: str) -> list[Term]:
    """The terms of a rule. UsageError for an open quote, or where nothing positive is said."""
    parsed: list[Term] = []
    negative = alternative = False
    for where, words in _tokens(terms):
        if not where and words.lower() in ("and", "or", "not"):
            negative = negative or words.lower() == "not"
            alternative = alternative or words.lower() == "or"
            continue
        parsed.append(Term(where, words, negative, alternative))
        negative = alternative = False
    if not all(any(not term.negative for term in way) for way in _ways(parsed)) or not parsed:
        raise UsageError(f"{terms!r}: a rule needs at least one word that is to be there")
    return parsed


def _tokens(text: str) -> Iterator[tuple[Literal["", "author", "venue"], str]]:
    """(field, words) pairs; a phrase in quotes is one token."""
    rest = text.strip()
    while rest:
        where: Literal["", "author", "venue"] = ""
        if rest.lower().startswith("author:"):
            where, rest = "author", rest[7:]
        elif rest.lower().startswith("venue:"):
            where, rest = "venue", rest[6:]
        if rest.startswith('"'):
            words, closed, rest = rest[1:].partition('"')
            if not closed:
                raise UsageError(f"{text!r}: a quote is not closed")
            words = f" {words} "
        else:
            words, _, rest = rest.partition(" ")
            if words.startswith("(") or (words.endswith(")") and "(" not in words):
                raise UsageError(f"{text!r}: brackets do not group; make a rule of each, or use quotes")
        if words.strip():
            yield where, words
        rest = rest.strip()


def _ways(terms: list[Term]) -> list[list[Term]]:
    ways: list[list[Term]] = [[]]
    for term in terms:
        if term.alternative:
            ways.append([])
        ways[-1].append(term)
    return ways


def _hits(home: Home, term: Term) -> set[int]:
    words = term.words.strip()
    if term.where:
        return home.threads.numbers_where(term.where, words)
    return home.threads.search_exact(words)

"""`forumplan venues`: posts per venue, measured quality, health of the feeds."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, json_option, put, put_json, table
from forumplan.domain.text import hours_minutes, plural, shorten
from forumplan.domain.times import iso
from forumplan.services import venue_report, venue_tally
from forumplan.services.venue_advice import Advice
from forumplan.services.venue_report import VenueLine
from forumplan.services.venue_tally import Tally


@click.command(help="Each venue: posts, plan and target of this week, what came of it in a year, health, advice.")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    home = home_of(ctx)
    lines, advice = venue_report.lines(home), venue_report.advice(home, dict(venue_report.fits(home)))
    if as_json:
        put_json(_json(line, advice.get(line.id)) for line in lines)
        return
    table(
        [
            (
                shorten(line.name, 28),
                line.kind,
                f"{line.posted} / {line.planned} / {'-' if line.target is None else line.target}",
                _quality(line),
                _year(line),
                line.health,
            )
            for line in lines
        ]
    )
    for line in lines:
        if (advised := advice.get(line.id)) is not None:
            act = "think of giving up" if advised.act == "drop" else "think of more in"
            put(f"{act} {line.name}: {advised.evidence}")
        if line.tally.drowning:
            put(f"much is asked of you in {line.name}: {venue_tally.inbound_words(line.tally)}")


def _quality(line: VenueLine) -> str:
    return f"quality {line.quality:.2f} ({line.quality_low:.2f} to {line.quality_high:.2f}, n={line.quality_n})"


def _year(line: VenueLine) -> str:
    """A year in a venue in a few words."""
    tally = line.tally
    if tally.last_visit_days is None:
        return "never there"
    parts = [plural(tally.posts, "post"), hours_minutes(tally.minutes), plural(tally.replies, "reply", "replies")]
    if tally.voice:
        parts.append(f"{tally.voice:.0%} of what is said")
    if tally.promo_10:
        parts.append(f"{tally.promo_10} of the last {tally.last_10} promotion")
    last = f"{plural(tally.last_visit_days, 'day')} ago" if tally.last_visit_days else "today"
    return ", ".join([*parts, f"last visit {last}"])


def _json(line: VenueLine, advice: Advice | None) -> dict[str, object]:
    return {
        "id": line.id,
        "name": line.name,
        "kind": line.kind,
        "posted": line.posted,
        "planned": line.planned,
        "target": line.target,
        "quality": round(line.quality, 4),
        "quality_n": line.quality_n,
        "last_post_days": line.last_post_days,
        "state": line.state,
        "health": line.health,
        "next_at": iso(line.next_at or None),
        "weeks": list(line.weeks),
        "quality_interval": [round(line.quality_low, 4), round(line.quality_high, 4)],
        **_tally(line.tally),
        "advice": None if advice is None else {"act": advice.act, "evidence": advice.evidence},
    }


def _tally(tally: Tally) -> dict[str, object]:
    per_reply = tally.minutes_per_reply
    return {
        "posts": tally.posts,
        "voice": None if tally.voice is None else round(tally.voice, 4),
        "promo_10": [tally.promo_10, tally.last_10],
        "promo_30": [tally.promo_30, tally.last_30],
        "minutes": tally.minutes,
        "replies": tally.replies,
        "minutes_per_reply": None if per_reply is None else round(per_reply, 1),
        "last_visit_days": tally.last_visit_days,
        "inbound": {
            "minutes": tally.inbound_minutes,
            "share": round(tally.inbound_share, 4),
            "requests": tally.requests,
            "relevant": tally.relevant,
            "irrelevant": tally.irrelevant,
            "too_much": tally.drowning,
        },
    }

"""`forumplan venues`: posts per venue, measured quality, health of the feeds."""

from __future__ import annotations

import click

from forumplan.cli.output import home_of, json_option, put_json, table
from forumplan.domain.text import shorten
from forumplan.domain.times import iso
from forumplan.services import venue_report
from forumplan.services.venue_report import VenueLine


@click.command(help="Each venue: posted, planned and target of this week, quality, and how its feeds fare.")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    lines = venue_report.lines(home_of(ctx))
    if as_json:
        put_json(_json(line) for line in lines)
        return
    table(
        [
            (
                shorten(line.name, 28),
                line.kind,
                f"{line.posted} / {line.planned} / {'-' if line.target is None else line.target}",
                f"quality {line.quality:.2f} (n={line.quality_n})",
                line.health,
            )
            for line in lines
        ]
    )


def _json(line: VenueLine) -> dict[str, object]:
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
    }

"""`forumplan model`: what the model has learnt, and how good it is."""

from __future__ import annotations

from dataclasses import asdict

import click

from forumplan.cli.output import home_of, json_option, put, put_json
from forumplan.domain.text import plural
from forumplan.services.model_report import ModelReport, model_reports


@click.command(help="Labels, how many of the last ten suggestions were right, what the model has learnt.")
@click.option("--goal", metavar="G", default="", help="Only this goal.")
@click.option("--rebuild", is_flag=True, help="Make the matrix of threads anew.")
@json_option
@click.pass_context
def command(ctx: click.Context, goal: str, rebuild: bool, as_json: bool) -> None:
    home = home_of(ctx)
    reports = model_reports(home, [goal] if goal else None, rebuild=rebuild)
    if as_json:
        put_json(_json(report) for report in reports)
        return
    for report in reports:
        _put(report)


def _put(report: ModelReport) -> None:
    put(f"{report.goal}: {plural(report.labels, 'label')} ({report.relevant} y, {report.off_topic} n)")
    if report.note:
        put(f"  {report.note}")
    if report.shown:
        low, high = report.interval
        put(
            f"  of the last {plural(report.shown, 'thread')} you labelled, {report.hits} fitted "
            f"(between {low:.0%} and {high:.0%} with 95 % confidence)"
        )
    if len(report.curve) > 1:
        put(f"  fitted of each ten, oldest first: {' '.join(str(ten.hits) for ten in report.curve)}")
    if report.drift:
        now, before = report.drift
        put(f"  {now.hits} of the last {now.shown}, {before.hits} of the {before.shown} before: it has changed")
    for week in report.thresholds:
        least = "strong" if week.band == "strong" else f"{week.band} or better"
        put(f"  a usual week brings {plural(round(week.threads), 'thread')} called {least}; about {week.hits:.0f} fit")
    for name, terms in (("for", report.terms_for), ("against", report.terms_against)):
        if terms:
            put(f"  {name:<8} {', '.join(word for word, _ in terms)}")
    for doubt in report.doubted:
        put(f"  look again  {doubt.label}  {doubt.thread}  {doubt.title}")


def _json(report: ModelReport) -> dict[str, object]:
    return {
        "goal": report.goal,
        "labels": report.labels,
        "relevant": report.relevant,
        "off_topic": report.off_topic,
        "note": report.note or None,
        "last": {"shown": report.shown, "hits": report.hits, "interval": list(report.interval)},
        "curve": [asdict(ten) for ten in report.curve],
        "drift": {"now": asdict(report.drift[0]), "before": asdict(report.drift[1])} if report.drift else None,
        "thresholds": [
            {"band": week.band, "threads": round(week.threads, 1), "hits": round(week.hits, 1)}
            for week in report.thresholds
        ],
        "doubted": [asdict(doubt) for doubt in report.doubted],
        "for": [list(term) for term in report.terms_for],
        "against": [list(term) for term in report.terms_against],
    }

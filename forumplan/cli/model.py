"""`forumplan model`: what the model has learnt, and how good it is."""

from __future__ import annotations

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
    for name, terms in (("for", report.terms_for), ("against", report.terms_against)):
        if terms:
            put(f"  {name:<8} {', '.join(word for word, _ in terms)}")


def _json(report: ModelReport) -> dict[str, object]:
    return {
        "goal": report.goal,
        "labels": report.labels,
        "relevant": report.relevant,
        "off_topic": report.off_topic,
        "note": report.note or None,
        "last": {"shown": report.shown, "hits": report.hits, "interval": list(report.interval)},
        "for": [list(term) for term in report.terms_for],
        "against": [list(term) for term in report.terms_against],
    }

"""The documents say what is so: made pages are current, commands exist, examples run, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from loopback_forum import places
from transcript import MONDAY, ROOT, Session, Step, nameless, play, steps

from forumplan.cli.main import COMMANDS, cli
from forumplan.config import read
from forumplan.config.schema import KEYS, TABLES
from forumplan.demo.sample import load_sample
from forumplan.domain import ties
from forumplan.domain.text import shorten

DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial" / "first-week.md"
MADE = {DOCS / "reference" / "commands.md", DOCS / "reference" / "feeds-toml.md"}
PAGES = sorted({ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md", *DOCS.rglob("*.md")})
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = {"sh", "cron", "ini"}
"""Kinds of blocks in which a line with the program's name is a command."""


def page(path: Path) -> str:
    return path.read_text("utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_pages_made_from_code_are_current() -> None:
    made = subprocess.run(
        [sys.executable, str(DOCS / "make_reference.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_every_command_is_documented() -> None:
    text = page(DOCS / "reference" / "commands.md")
    missing = [name for name in COMMANDS if f"\n## forumplan {name}\n" not in text]
    assert not missing
    assert COMMANDS


def test_every_key_of_feeds_toml_is_documented() -> None:
    text = page(DOCS / "reference" / "feeds-toml.md")
    sections = {part.split("]", 1)[0].strip("["): part for part in text.split("\n## ")[1:]}
    assert sorted(sections) == sorted(TABLES)
    missing = [(key.table, key.name) for key in KEYS if f"| `{key.name}`" not in sections[key.table]]
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_settings_in_the_documents_are_read(path: Path) -> None:
    for kind, body in BLOCK.findall(page(path)):
        if kind == "toml":
            goals = "".join(
                f'[[goal]]\nid = "{goal}"\nstatement = "s"\n' for goal in sorted(_goals_named(body) - _goals_made(body))
            )
            read.parse(body + goals, path)


def _goals_named(body: str) -> set[str]:
    return {goal for venue in tomllib.loads(body).get("venue", []) for goal in venue.get("goals", [])}


def _goals_made(body: str) -> set[str]:
    return {goal["id"] for goal in tomllib.loads(body).get("goal", [])}


def commands_in_blocks(text: str) -> Iterator[str]:
    """Every line that is typed."""
    for kind, body in BLOCK.findall(text):
        lines = body.replace("\\\n", " ").splitlines()
        if kind == "console":
            yield from (line[2:] for line in lines if line.startswith("$ "))
        elif kind in TYPED:
            yield from lines


def commands_in_sentences(text: str) -> list[str]:
    """Every command between backticks; it may be only named, without what it needs."""
    plain = BLOCK.sub("", text).replace("\n", " ")
    return [f"forumplan{rest}" for rest in re.findall(r"`forumplan((?: [^`]+)?)`", plain)]


def words_of(line: str) -> list[list[str]]:
    """The words after the program's name, for each time that a line calls it."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    calls: list[list[str]] = []
    inside = False
    for word in lexer:
        if set(word) <= set("();<>|&"):
            inside = False
        elif inside:
            calls[-1].append(word)
        elif word == "forumplan" or word.endswith("/forumplan"):
            calls.append([])
            inside = True
    return calls


def parse(words: list[str]) -> None:
    """Parse a command without running it; click.UsageError where it does not exist or does not fit."""
    command: click.Command = cli
    parent: click.Context | None = None
    name: str | None = "forumplan"
    try:
        while True:
            context = command.make_context(name, list(words), parent=parent)
            rest = [*context._protected_args, *context.args]
            if not isinstance(command, click.Group) or not rest:
                return
            name, found, words = command.resolve_command(context, rest)
            assert found is not None
            command, parent = found, context
    except click.exceptions.Exit:
        return  # --help and --version end the parsing


@pytest.mark.parametrize("path", [path for path in PAGES if path not in MADE], ids=name_of)
def test_commands_in_the_documents_exist(path: Path) -> None:
    text = page(path)
    wrong = [problem for line in commands_in_blocks(text) for problem in problems(line)]
    named = (click.MissingParameter, click.exceptions.NoArgsIsHelpError)
    wrong += [problem for line in commands_in_sentences(text) for problem in problems(line, passed_over=named)]
    assert not wrong


def problems(line: str, passed_over: tuple[type[click.UsageError], ...] = ()) -> Iterator[str]:
    """What is wrong with the commands in a line."""
    for words in words_of(line):
        try:
            parse(words)
        except click.UsageError as error:
            if not isinstance(error, passed_over):
                yield f"{line}: {error.format_message()}"


@pytest.mark.parametrize("line", ["forumplan refrsh", "forumplan refresh --every", "forumplan plan move ITEM someday"])
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(click.UsageError):
        parse(words_of(line)[0])


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", page(path))):
        if target.startswith(("http://", "https://")):
            continue
        file, _, heading = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), f"{target} is not there"
        assert not heading or heading in headings(linked), f"{target}: no such heading"


def headings(path: Path) -> set[str]:
    """The names that links to the headings of a page have."""
    titles = re.findall(r"^#+ (.+)$", page(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_page_is_in_the_index() -> None:
    linked = {(DOCS / target).resolve() for target in re.findall(r"\]\(([^)\s#]+)\)", page(DOCS / "index.md"))}
    missing = [name_of(path) for path in DOCS.rglob("*.md") if path != DOCS / "index.md" and path not in linked]
    assert not missing


Played = tuple[Session, list[tuple[Step, list[str], int]]]


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The tutorial, played once: its session, and what each step printed."""
    with places(MONDAY) as proxy:
        session = Session(tmp_path_factory.mktemp("you"), proxy)
        yield session, list(play(session, steps(page(TUTORIAL))))


def test_the_tutorial_does_what_it_says(tutorial: Played) -> None:
    for step, printed, status in tutorial[1]:
        wanted, found = ([nameless(line) for line in lines] for lines in (step.printed, printed))
        if step.command.startswith("forumplan refresh"):  # feeds come in the order in which they answer
            wanted, found = sorted(wanted), sorted(found)
        assert (found, status) == (wanted, 0), f"$ {step.command}"


READ = {
    "refresh": "refresh --all",
    "threads": "threads --limit 2",
    "label next, label export": "label next",
    "model": "model",
    "plan": "plan",
    "goal list": "goal list",
    "venue list": "venue list",
    "venues": "venues",
    "people": "people",
    "mirror": "mirror",
    "history": "history",
    "config show": "config show",
}
"""A heading of json.md, and the command whose objects it describes."""


@pytest.mark.parametrize("heading", READ)
def test_every_key_of_json_is_documented(tutorial: Played, heading: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session, now = tutorial[0], time.time
    monkeypatch.setattr(time, "time", lambda: now() + session.shift)
    environment = {**session.environment, "FORUMPLAN_HOME": None}
    ran = CliRunner().invoke(cli, [*READ[heading].split(), "--json"], env=environment)
    assert ran.exit_code == 0, ran.output
    objects = [json.loads(line) for line in ran.stdout.splitlines()]
    assert objects and objects[0].pop("schema") == 1
    sections = dict(part.split("\n", 1) for part in page(DOCS / "reference" / "json.md").split("\n## ")[1:])
    missing = {key for key in keys_in(objects) if not re.search(rf"\b{key}\b", sections[heading])}
    assert not missing


def keys_in(value: object) -> Iterator[str]:
    """The keys of objects, those within them too; not where keys are themselves data (states, days, settings)."""
    if isinstance(value, list):
        for one in value:
            yield from keys_in(one)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("states", "days", "relevant", "week", "ranking", "keys", "goals", "venues"):
                yield from keys_in(inner)


def test_the_week_of_the_demo_in_the_readme_has_threads_of_the_demo() -> None:
    _, _, behind = page(ROOT / "README.md").partition("<!-- from the demo -->")
    shown = BLOCK.search(behind)
    assert shown
    items = re.findall(r"^  [·↩▸!✓] (.{24}) (.{60})  *(\d+)m  proposed i[0-9a-z]{12}$", shown[2], re.MULTILINE)
    known = {
        (shorten(venue.name, 24), shorten(thread.title, 60))
        for venue in load_sample().venues
        for thread in venue.threads
    }
    assert len(items) >= 4
    assert {(venue.strip(), title.strip()) for venue, title, _ in items} <= known


def test_figures_of_the_capacity_law() -> None:
    text = page(DOCS / "explanation" / "ties-and-capacity.md")
    rows = re.findall(r"^\| (0\.\d+) \| ([\d.]+) days \| (\d+) \|$", text, re.MULTILINE)
    assert rows
    for strength, days, people in rows:
        assert float(days) == pytest.approx(ties.hold_days(float(strength)), abs=0.5)
        assert int(people) == int(ties.capacity(float(strength), 10))

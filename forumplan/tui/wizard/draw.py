"""How the first run is drawn: the question, what was answered, what a look at each address gave."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from forumplan.domain.identity import mask_url
from forumplan.domain.text import hours_minutes, plural
from forumplan.tui import gate
from forumplan.tui.threads.preview import wrap
from forumplan.tui.week.lines import fit
from forumplan.tui.wizard.answers import Answers, Place


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `name` stands in the line of steps."""

    name: str
    question: str
    words: str


STEPS = (
    Step(
        "names",
        "Who are you there?",
        "Your names in forums, with commas between. By them your own posts are found, and who answered you. "
        "Empty is fine; every venue can have its own later.",
    ),
    Step(
        "goals",
        "What do you want to be known for, or to achieve?",
        "One sentence, as you would say it: help teams who move from Oracle to PostgreSQL. "
        "Enter adds it and asks what people must do for it; an empty enter goes on.",
    ),
    Step(
        "hours",
        "When do you sit down?",
        "Days and minutes, such as mon 60, thu 90. The plan never takes more than these.",
    ),
    Step(
        "venues",
        "Where do you take part?",
        "One address a line: a feed, a forum's page, r/NAME, SO [tag], gh:owner/repo. Enter adds it and looks for its "
        "feed; an empty enter goes on. --allow-private behind it: it lies in your own network. I takes over a file of "
        "another program: OPML, newsboat, bookmarks.",
    ),
    Step(
        "write",
        "That is all.",
        "Enter writes feeds.toml, yours to edit, and fetches your venues. Then label twenty threads, and the first "
        "week is there to accept. forumplan never posts for you.",
    ),
)
GLYPHS = {
    "waiting": ("·", "$muted"),
    "looking": ("⟳", "$accent"),
    "found": ("✓", "$success"),
    "none": ("✗", "$warning"),
    "double": ("=", "$muted"),
}


def head(step: int, width: int) -> list[Content]:
    """The program's name, and how far one is."""
    left, right = " forumplan · first run", f"step {step + 1} of {len(STEPS)} "
    gap = " " * max(1, width - len(left) - len(right))
    return [Content.assemble((left, "bold $accent"), gap, (right, "$muted")), Content.styled("─" * width, "$faint")]


def question(step: int, width: int) -> list[Content]:
    """The question and what to keep in mind."""
    one = STEPS[step]
    lines = [Content.styled(f" {one.question}", "bold"), Content("")]
    return lines + [Content.styled(f" {line}", "$muted") for line in wrap(one.words, width - 2)]


def answered(answers: Answers, step: int, width: int, height: int) -> list[Content]:
    """What this step has been told: the newest lines where there is not room for all."""
    name = STEPS[step].name
    if name == "goals":
        lines = [_goal(statement, word, width) for statement, word in answers.goals]
    elif name == "venues":
        lines = [_import(file, words, width) for file, words in answers.imports]
        lines += [_place(place, width) for place in answers.places]
    elif name == "write":
        lines = _summary(answers)
    else:
        lines = []
    return lines[-height:] if height else []


def steps(step: int, width: int) -> list[Content]:
    """The steps, the present one marked, and what follows in the program."""
    parts: list[tuple[str, str]] = []
    for number, one in enumerate(STEPS):
        mark = "▸ " if number == step else ""
        parts.append((f"  {mark}{number + 1} {one.name}", "bold $accent" if number == step else "$muted"))
    parts.append(("  then label twenty, first week", "$muted"))
    return [Content.assemble(*parts), Content("─" * width).stylize("$faint")]


def keys(step: int) -> Content:
    """What can be pressed."""
    pieces = [("enter", "next" if STEPS[step].name != "write" else "write")]
    pieces += [("esc", "back")] if step else []
    pieces += [("↑", "last back")] if STEPS[step].name in ("goals", "venues") else []
    pieces += [("ctrl+s", "finish"), ("ctrl+t", "sample"), ("ctrl+q", "leave")]
    parts: list[str | tuple[str, str]] = [" "]
    for key, words in pieces:
        parts += [(key, "bold $primary"), f" {words}  "]
    return Content.assemble(*parts)


def _goal(statement: str, word: str, width: int) -> Content:
    return Content.assemble(
        ("  ✓ ", "$success"), fit(gate.plain(statement), max(10, width - 36), 2), (f"people should {word}", "$muted")
    )


def _place(place: Place, width: int) -> Content:
    glyph, colour = GLYPHS[place.state]
    room = max(16, width // 3)
    words = {"waiting": "waits its turn", "looking": "looking …", "double": "that feed is there already"}.get(
        place.state
    )
    if place.feed is not None and place.state == "found":
        feed = place.feed
        what = plural(feed.threads, "thread") if feed.threads else plural(feed.entries, "entry", "entries")
        words = f"{feed.platform or 'feed'} · {what} · {gate.plain(feed.title, 60)}"
    elif place.state == "none":
        why = gate.plain(place.problem, 200).removeprefix(mask_url(place.address)).lstrip(": ").split(";")[0]
        words = f"{why or 'no feed found'} · {'asked again later' if place.named else 'tracked by hand'}"
    address = fit(gate.plain(mask_url(place.address) if "://" in place.address else place.address), room, 2)
    return Content.assemble((f"  {glyph} ", colour), address, (words or "", "$muted"))


def _import(file: str, words: str, width: int) -> Content:
    room = max(16, width // 3)
    return Content.assemble(("  + ", "$success"), fit(gate.plain(file), room, 2), (gate.plain(words, 200), "$muted"))


def _summary(answers: Answers) -> list[Content]:
    days = ", ".join(f"{day.capitalize()} {hours_minutes(minutes)}" for day, minutes in answers.minutes.items())
    manual = sum(bool(venue.get("manual")) for venue in answers.imported)
    kept = [place for place in answers.places if place.state != "double"]
    read = sum(place.state == "found" or bool(place.named) for place in kept) + len(answers.imported) - manual
    by_hand = len(kept) + len(answers.imported) - read
    venues = f"{plural(read, 'venue')} with a feed" + (f", {by_hand} by hand" if by_hand else "")
    rows = (
        ("names", ", ".join(answers.names) or "none yet"),
        ("goals", "; ".join(statement for statement, _ in answers.goals) or "none yet; + on Week adds one"),
        ("hours", days or "none"),
        ("venues", venues if answers.places or answers.imported else "none yet; + on Venues adds one"),
    )
    return [Content.assemble((f"  {name:<8}", "$muted"), gate.line(words, 200)) for name, words in rows]

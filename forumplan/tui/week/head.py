"""What stands above the agenda: the meters of the week, or on its first opening three lines."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from forumplan.domain.records import PRIVATE_KINDS
from forumplan.domain.text import hours_minutes, plural
from forumplan.services.proposals import SeenWeek
from forumplan.tui.keymap import Keymap
from forumplan.tui.week.view import WeekView

METER = 28
NARROW = 96


class Head(Widget):
    """Two lines of meters, three lines at the opening of a week; then a rule that says what is new."""

    DEFAULT_CSS = "Head { height: auto; }"

    def __init__(self, view: WeekView, keymap: Keymap) -> None:
        super().__init__()
        self._view, self._keymap = view, keymap
        self.opening = False
        self.news = ""

    def show(self, news: str, *, opening: bool) -> None:
        """Draw it anew: `news` is what a newer plan has otherwise, in words."""
        self.news, self.opening = news, opening
        self.refresh(layout=True)

    def render(self) -> Content:
        width = self.size.width
        lines = self._opening() if self.opening else [self._meters(width), self._spread(width)]
        return Content("\n").join([*(line.truncate(width, ellipsis=True) for line in lines), self._rule(width)])

    # -- the week ----------------------------------------------------------------------------------------------------

    def _meters(self, width: int) -> Content:
        seen = self._view.seen
        words = minutes_words(seen)
        title = week_words(seen, short=width < NARROW)
        room = max(0, min(METER, width - len(title) - len(words) - 8))
        pieces: list[Content | str | tuple[str, str]] = [(f" {title}", "bold $foreground"), "   ", _bar(seen, room)]
        return Content.assemble(*pieces, "   " if room else "", (words, "$muted"))

    def _spread(self, width: int) -> Content:
        seen = self._view.seen
        posts = sum(one.kind not in PRIVATE_KINDS for one in seen.items)
        spread = seen.spread
        most = round(spread.largest_share * posts)
        aim = self._view.home.settings.week.contributions
        left = f" {plural(posts, 'post')} in {plural(spread.venues, 'venue')} (aim {aim}) · most in one: {most}"
        wait = waiting_words(self._view)
        if len(left) + 2 + len(wait) + 1 > width:
            wait = waiting_words(self._view, short=True)
        space = max(2, width - len(left) - len(wait) - 1)
        return Content.assemble((left, "$muted"), " " * space, (wait, "$accent"))

    def _rule(self, width: int) -> Content:
        if not self.news:
            return Content.styled("─" * width, "$faint")
        key = self._keymap.shown_key("replan")
        words = Content.assemble(
            (" new plan: ", "bold $accent"),
            (self.news, "bold $accent"),
            (" · ", "$muted"),
            (key, "bold $primary"),
            (" takes it in ", "$muted"),
        )
        fill = "─" * max(0, width - words.cell_length - 3)
        return Content.assemble(("───", "$faint"), words, (fill, "$faint"))

    # -- the opening -------------------------------------------------------------------------------------------------

    def _opening(self) -> list[Content]:
        view = self._view
        posts, venues, thanked = view.last_week()
        seen = view.seen
        proposed = sum(one.state == "proposed" for one in seen.items)
        where = f" in {plural(seen.spread.venues, 'venue')}" if seen.spread.venues else ""
        first = f"Week {seen.week.number}: {plural(proposed, 'proposal')}{where}."
        if posts:
            first = f"Last week: {plural(posts, 'contribution')} in {plural(venues, 'venue')}"
            first += f", {plural(thanked, 'person', 'people')} thanked you." if thanked else "."
        wait = waiting_words(view)
        second = f"{wait}. " if wait else ""
        second += f"{hours_minutes(sum(seen.left.values()))} are left for the week."
        keys = [("enter", "accept this week"), (self._keymap.shown_key("down"), "look first")]
        keys.append((self._keymap.shown_key("what_if"), "change the hours"))
        pieces: list[str | tuple[str, str]] = [" "]
        for key, words in keys:
            pieces += [(key, "bold $primary"), f" {words}    "]
        return [
            Content.styled(f" {first}", "bold $foreground"),
            Content(f" {second}"),
            Content.assemble(*pieces),
        ]


def week_words(seen: SeenWeek, *, short: bool) -> str:
    """`Week 47 · 16-22 Nov 2026`."""
    first, last = seen.week.day(0), seen.week.day(6)
    span = (
        f"{first.day}-{last.day} {last:%b}"
        if first.month == last.month
        else f"{first.day} {first:%b}-{last.day} {last:%b}"
    )
    return f"Week {seen.week.number} · {span}" + ("" if short else f" {last.year}")


def minutes_words(seen: SeenWeek) -> str:
    """`1h05 done · 1h25 planned · 0h30 free of 3h00`."""
    free = seen.minutes_free
    rest = f"{hours_minutes(free)} free" if free >= 0 else f"{hours_minutes(-free)} too much"
    done, planned = hours_minutes(seen.minutes_done), hours_minutes(seen.minutes_planned)
    return f"{done} done · {planned} planned · {rest} of {hours_minutes(seen.minutes)}"


def waiting_words(view: WeekView, *, short: bool = False) -> str:
    """How many people wait, and the minutes planned for them; unless `short`, for how many of the answers where some
    have no place. "" if nobody waits."""
    count = len({one.person for one in view.owed.values()})
    if not count:
        return ""
    planned = [one for one in view.seen.items if one.candidate in view.owed and one.state != "done"]
    minutes = sum(one.minutes for one in planned)
    words = plural(count, "person waits", "people wait") + " for you"
    partly = len(planned) < len(view.owed) and not short
    some = f" for {len(planned)} of {plural(len(view.owed), 'answer')}" if partly else ""
    return words + (f" ({hours_minutes(minutes)}{some})" if minutes else "")


def _bar(seen: SeenWeek, cells: int) -> Content:
    """Done, planned and free minutes as one bar; what is past and was not used stays empty."""
    whole = max(1, seen.minutes, seen.minutes_done + seen.minutes_planned)
    done = round(cells * seen.minutes_done / whole)
    planned = min(cells - done, round(cells * seen.minutes_planned / whole))
    free = min(cells - done - planned, round(cells * max(0, seen.minutes_free) / whole))
    rest = cells - done - planned - free
    return Content.assemble(
        ("█" * done, "$success"), ("▓" * planned, "$accent"), ("░" * free, "$muted"), ("·" * rest, "$faint")
    )

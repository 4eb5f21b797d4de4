"""The acts of the Venues screen: add, edit, target, retry, stop following, order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from forumplan.domain.errors import UsageError
from forumplan.domain.feed import FoundFeed
from forumplan.domain.identity import mask_url
from forumplan.domain.text import plural
from forumplan.domain.venue import Venue
from forumplan.tui.modals.ask import PRIVATE_MARK, Ask
from forumplan.tui.modals.choose import Choice, Choose
from forumplan.tui.opening import copy_address, edit_text, open_address
from forumplan.tui.venues.view import FILTERS, SORTS, Order, Shown, Sort

if TYPE_CHECKING:
    from forumplan.tui.screens.venues import VenuesScreen

BY_HAND, LATER, PRIVATE, OTHER, TABLE = "by hand", "later", "private", "other", "table"
KEYS = (
    ("name", "its name"),
    ("feeds", "addresses of its feeds, commas between"),
    ("me", "your names there, commas between"),
    ("target_per_week", "posts a week you aim for"),
    ("cap_per_week", "posts a week at most"),
    ("cooldown_days", "days between two posts"),
    ("promo_share", "share of promotion, 0 to 1"),
    ("goals", "goals it serves, commas between; empty: all"),
    ("note", "what to keep in mind"),
    ("rules_url", "address of its rules"),
    ("quality", "quality 0 to 1, instead of the measure"),
    ("manual", "true: no feed, tracked by hand"),
    ("allow_private", "true: it may lie at a private address"),
)
"""What the form offers, with what it is."""


class VenueActs:
    """Mixed into the screen."""

    _repairing = ""
    """The venue that found feeds are for; "": they make a new one."""
    _private = False
    """Whether the feeds asked for may lie at a private address."""
    _looking = ""
    """The address whose feeds are being looked for."""

    @property
    def _screen(self) -> VenuesScreen:
        return cast("VenuesScreen", self)

    def _venue(self) -> Venue:
        """The venue under the cursor. UsageError if there is none."""
        venue = self._screen.view.venues.get(self._screen.rows.key)
        if venue is None:
            raise UsageError("no venue is here; + adds one")
        return venue

    def _did(self, words: str) -> None:
        self._screen.reload()
        self._screen.did(words)

    def _set(self, venue: str, key: str, value: str) -> None:
        """Change one key of a venue as one act."""
        from forumplan.services import settings_acts  # brings the writer of feeds.toml with it

        self._did(settings_acts.set_values(self._screen.planner.home, "venue", venue, [f"{key}={value}"]))

    # -- add ---------------------------------------------------------------------------------------------------------

    def act_add_venue(self) -> None:
        """Add a venue by what people call it; its feeds are looked for beside the screen."""
        self._repairing = ""
        hint = "an address, r/NAME, SO [tag], gh:owner/repo · esc closes"
        self._screen.app.push_screen(Ask("add a venue", hint), self._look)

    def act_discover(self) -> None:
        """Look for the feeds of this venue anew."""
        venue = self._venue()
        self._repairing = venue.id
        hint = "its feeds are looked for there · esc closes"
        address = venue.url or next(iter(venue.feeds), "")
        self._screen.app.push_screen(Ask(f"feeds of {venue.title}", hint, address), self._look)

    def _look(self, address: str | None, *, allow_private: bool = False) -> None:
        typed = (address or "").strip()
        self._private = allow_private or typed.endswith(PRIVATE_MARK)
        self._looking = typed.removesuffix(PRIVATE_MARK).strip()
        if self._looking:
            self._screen.planner.engine.ask("discover", address=self._looking, allow_private=self._private)
            self._screen.say(f"looking for feeds at {mask_url(self._looking)} … esc stops", 0)

    def look_again(self) -> None:
        """Ask once more where the answer came while another screen was in front."""
        if self._looking and not self._screen.planner.engine.busy("discover"):
            self._look(self._looking, allow_private=self._private)

    def looked(self) -> None:
        """There is an answer, or there will be none."""
        self._looking = ""

    def show_found(self, data: dict[str, Any]) -> None:
        """What was found behind an address: choose a feed, or track the place by hand."""
        from forumplan.services import subscribe

        screen = self._screen
        feeds = [FoundFeed(**one) for one in data["feeds"]]
        choices = [Choice(str(number), _found_words(feed), str(number + 1)) for number, feed in enumerate(feeds[:9])]
        if not self._repairing:
            if subscribe.LATER in data["problem"]:
                choices.append(Choice(LATER, "keep it: the next refresh asks it", "l"))
            choices.append(Choice(BY_HAND, "track it by hand, without a feed", "h"))
        if not feeds:
            choices.append(Choice(PRIVATE, "look again: it lies in my own network", "p"))
        choices.append(Choice(OTHER, "another address …", "a"))
        screen.say(data["problem"] or f"{plural(len(feeds), 'feed')} found", 6)
        title = mask_url(data["address"])[:60]
        screen.app.push_screen(Choose(title, choices), self._found_chosen(data["address"], feeds))

    def _found_chosen(self, address: str, feeds: list[FoundFeed]) -> Callable[[str | None], None]:
        def chosen(answer: str | None) -> None:
            if answer == PRIVATE:
                self._look(address, allow_private=True)
            elif answer == OTHER:
                self._screen.app.push_screen(Ask("address", value=address), self._look)
            elif answer == BY_HAND:
                self._screen.attempt(lambda: self._write(address, []))
            elif answer == LATER:
                from forumplan.services import subscribe

                self._screen.attempt(lambda: self._write(address, [subscribe.unread(address)], fetch=False))
            elif answer is not None:
                self._screen.attempt(lambda: self._write(address, [feeds[int(answer)]]))

        return chosen

    def _write(self, address: str, feeds: list[FoundFeed], *, fetch: bool = True) -> None:
        """Write what was chosen into feeds.toml, and fetch it."""
        screen = self._screen
        if self._repairing:
            self._set(self._repairing, "feeds", feeds[0].url)
            screen.planner.engine.ask("refresh", venue=self._repairing)
            return
        from forumplan.services import subscribe

        before = {venue.id for venue in screen.planner.home.settings.venues}
        words = subscribe.add(screen.planner.home, address, feeds, allow_private=self._private, manual=not feeds)
        self._did(words)
        new = next((v.id for v in screen.planner.home.settings.venues if v.id not in before), "")
        screen.rows.move_to(new)
        if feeds and fetch:
            screen.planner.engine.ask("refresh", venue=new)

    # -- edit --------------------------------------------------------------------------------------------------------

    def act_edit(self) -> None:
        """Change one key of this venue in feeds.toml."""
        venue = self._venue()
        choices = [Choice(key, words, note=_shown(venue, key)) for key, words in KEYS]
        choices.append(Choice(TABLE, "all of it, in your editor"))

        def chosen(key: str | None) -> None:
            if key == TABLE:
                self._screen.attempt(lambda: self._edit_table(venue.id))
            elif key is not None:
                ask = Ask(f"{key} of {venue.title}", dict(KEYS)[key], _shown(venue, key))
                self._screen.app.push_screen(ask, lambda value: self._edited(venue.id, key, value))

        self._screen.app.push_screen(Choose(f"change {venue.title}", choices, typing=True), chosen)

    def _edit_table(self, venue: str) -> None:
        """Let the user change the venue's lines in feeds.toml."""
        from forumplan.services import settings_acts

        screen = self._screen
        before = settings_acts.venue_table(screen.planner.home, venue)
        after = edit_text(screen.app, screen.planner.home, f"{venue}.toml", before)
        if after == before:
            screen.say("nothing was changed", 2)
        else:
            self._did(settings_acts.write_venue_table(screen.planner.home, venue, after))

    def _edited(self, venue: str, key: str, value: str | None) -> None:
        if value is not None:
            self._screen.attempt(lambda: self._set(venue, key, value))

    def act_target_more(self) -> None:
        """Aim for one more post a week here."""
        venue = self._venue()
        self._set(venue.id, "target_per_week", str((venue.target_per_week or 0) + 1))

    def act_target_less(self) -> None:
        """Aim for one less; below one there is no target."""
        venue = self._venue()
        if venue.target_per_week is None:
            raise UsageError(f"{venue.title} has no target; = gives it one")
        less = venue.target_per_week - 1
        self._set(venue.id, "target_per_week", str(less) if less > 0 else "")

    def act_unfollow(self) -> None:
        """Stop following this venue, after asking."""
        venue = self._venue()
        choices = [
            Choice("no", "keep it", "n"),
            Choice("yes", "stop following; what you did there stays in the record", "y"),
        ]

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                self._screen.attempt(lambda: self._remove(venue.id))

        self._screen.app.push_screen(Choose(f"stop following {venue.title}?", choices), chosen)

    def _remove(self, venue: str) -> None:
        from forumplan.services import settings_acts

        self._did(settings_acts.remove_venue(self._screen.planner.home, venue))

    # -- fetch and look ----------------------------------------------------------------------------------------------

    def act_fetch(self) -> None:
        """Fetch this venue now, whenever it would be due."""
        screen, venue = self._screen, self._venue()
        if venue.manual:
            raise UsageError(f"{venue.title} is tracked by hand: there is nothing to fetch")
        if screen.planner.engine.busy("refresh"):
            screen.say("fetching already; esc stops it")
            return
        screen.planner.engine.ask("refresh", venue=venue.id)
        screen.say(f"fetching {venue.title} …", 0)

    def act_open_site(self) -> None:
        """Open the venue in the browser."""
        venue = self._venue()
        open_address(self._screen.app, venue.url or next(iter(venue.feeds), ""))
        self._screen.say("opened", 2)

    def act_copy(self) -> None:
        """Copy the address of its feed, or of the place."""
        venue = self._venue()
        url = next(iter(venue.feeds), "") or venue.url
        if not url:
            raise UsageError("this venue has no address")
        copy_address(self._screen.app, url)
        self._screen.say(f"copied {mask_url(url)}")

    async def act_enter(self) -> None:
        """The threads of this venue."""
        from forumplan.tui.screens.threads import ThreadsScreen

        venue, planner = self._venue(), self._screen.planner
        await planner.go("threads")
        front = planner.front
        if isinstance(front, ThreadsScreen):
            front.filter_by(replace(front.view.filters, venue=venue.id))

    # -- order -------------------------------------------------------------------------------------------------------

    def act_sort(self) -> None:
        """Choose the order."""
        choices = [Choice(name, words, key) for (name, words), key in zip(SORTS.items(), "lnbmwa", strict=True)]
        dialog = Choose("order", choices, chosen=self._screen.view.order.sort)
        self._screen.app.push_screen(dialog, self._sorted)

    def _sorted(self, answer: str | None) -> None:
        if answer is not None:
            view = self._screen.view
            view.order = replace(view.order, sort=cast("Sort", answer))
            view.arrange()
            self._screen.show_all()

    def act_filter(self) -> None:
        """Choose what is listed."""
        choices = [Choice(name, words, name[0]) for name, words in FILTERS.items()]
        dialog = Choose("list", choices, chosen=self._screen.view.order.shown)
        self._screen.app.push_screen(dialog, self._filtered)

    def _filtered(self, answer: str | None) -> None:
        if answer is not None:
            view = self._screen.view
            view.order = Order(view.order.sort, cast("Shown", answer))
            self._screen.show_all()


def _found_words(feed: FoundFeed) -> str:
    what = plural(feed.threads, "thread") if feed.threads else plural(feed.entries, "entry", "entries")
    return f"{feed.title or mask_url(feed.url)} · {feed.platform or 'feed'} · {what} · {mask_url(feed.url)}"


def _shown(venue: Venue, key: str) -> str:
    """A key's value as it is typed."""
    value = getattr(venue, key)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)

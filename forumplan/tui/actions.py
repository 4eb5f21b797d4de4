"""The one registry of what can be pressed. Keys, footer, `?`, palette and docs/reference/keys.md all derive from it.

An action `want` is carried out by the method `act_want` of the screen, or of the app. Its keys may be changed by
`[keys]` in feeds.toml. A key is a character as typed (`y`, `?`, `<`), a name (`enter`, `esc`, `space`, `pgdn`), one of
these with `ctrl+`, `shift+` or `alt+`, or two of them in turn (`g g`).
"""

from __future__ import annotations

from dataclasses import dataclass

SCREENS = ("week", "threads", "venues", "train", "people", "review")
"""The numbered screens, in the order of their keys 1..6."""


@dataclass(frozen=True, slots=True)
class Action:
    """One act. `screens` empty: everywhere. `short`: its word in the footer, "" if it only stands under `?`.

    `keys` empty: only in the palette.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    screens: tuple[str, ...] = ()
    short: str = ""

    def on(self, screen: str) -> bool:
        """Whether it exists on a screen."""
        return not self.screens or screen in self.screens


_LISTS = ("week", "threads", "venues", "train", "people")

ACTIONS: tuple[Action, ...] = (
    # moving
    Action("down", ("j", "down"), "next row", _LISTS),
    Action("up", ("k", "up"), "previous row", _LISTS),
    Action("top", ("g g", "home"), "first row", _LISTS),
    Action("bottom", ("G", "end"), "last row", _LISTS),
    Action("half_down", ("ctrl+d",), "half a page down", _LISTS),
    Action("half_up", ("ctrl+u",), "half a page up", _LISTS),
    Action("page_down", ("pgdn",), "a page down", _LISTS),
    Action("page_up", ("pgup",), "a page up", _LISTS),
    # week
    Action("next_day", ("l", "right"), "next day", ("week",)),
    Action("previous_day", ("h", "left"), "previous day", ("week",)),
    Action("accept", ("a",), "accept: take the item into the week", ("week",), "accept"),
    Action("accept_all", ("Y",), "accept the whole week", ("week",), "all"),
    # threads
    Action("want", ("y",), "relevant: teaches the goal shown on the row", ("threads", "train"), "want"),
    Action("off_topic", ("n",), "off topic: teaches the goal shown on the row", ("threads", "train"), "no"),
    Action("skip", ("space",), "skip: ask another time; teaches nothing", ("train",), "skip"),
    Action("train_now", ("T",), "train now and choose anew", ("train",), "train"),
    Action("plan", ("p",), "put into this week's plan", ("threads", "people"), "plan"),
    Action("mute_term", ("m",), "mute: hide threads that say a word of this one", ("train",), "mute"),
    Action("examples", ("e",), "examples: change one, add one of your own", ("train",)),
    Action("open", ("o", "enter"), "open in the browser", ("week", "threads", "train", "people"), "open"),
    Action("search", ("/",), "search as you type", ("threads",), "search"),
    Action("done", ("d",), "done: log it, minutes filled in", ("week", "threads", "people"), "done"),
    Action("drop", ("x",), "drop: take the item out of this week", ("week",), "drop"),
    Action("later_day", (">",), "to the next day", ("week",), "day"),
    Action("why_planned", ("W",), "why it is in the week, or left out, with the numbers", ("week",), "why"),
    # venues
    Action("add_venue", ("+",), "add a venue by its address or name", ("venues",), "add"),
    Action("edit", ("e",), "change this venue in feeds.toml", ("venues",), "edit"),
    Action("target_more", ("=",), "aim for one more post a week here", ("venues",), "target"),
    Action("target_less", ("-",), "aim for one less", ("venues",)),
    Action("enter", ("enter",), "the threads of this venue", ("venues",), "threads"),
    Action("open_site", ("o",), "open in the browser", ("venues",), "open"),
    Action("discover", ("D",), "look for its feeds anew", ("venues",)),
    Action("unfollow", ("X",), "stop following, after asking", ("venues",)),
    # several
    Action("copy", ("c",), "copy the address", ("week", "threads", "venues", "train"), "copy"),
    Action("dismiss", ("x",), "dismiss until undone; teaches nothing", ("threads",), "dismiss"),
    Action("earlier_day", ("<",), "to the day before", ("week",)),
    Action("pin", ("!",), "pin: keep the item on its day", ("week",)),
    Action("take", ("p",), "put what was left out into the week", ("week",)),
    Action("log", ("L",), "log something unplanned: an address is enough", ("week",), "log"),
    Action("idea", (), "note a topic or an article you want to write", ("week",)),
    Action("what_if", ("i",), "what if: other hours, another strength, without a venue", ("week",), "what if"),
    Action("replan", ("r",), "plan again with what is new", ("week",), "plan again"),
    Action("outcome", ("O",), "what came of it", ("week", "people")),
    Action("follow_up", ("F",), "follow up: open what they wrote, then log the answer", ("people",), "follow up"),
    Action("no_answer", ("N",), "needs no answer", ("week", "people"), "no answer"),
    Action("edit_note", ("e",), "note about this person, in your editor", ("people",), "note"),
    Action("merge", ("M",), "another is this person too: make the two one", ("people",), "merge"),
    Action("keep_close", (), "keep this person close for a goal, after three questions; or no longer", ("people",)),
    Action("interval", (), "your own interval between contacts with this person", ("people",)),
    Action("needs", (), "what this person needs", ("people",)),
    Action("offers", (), "what this person can offer", ("people",)),
    Action("expire", ("X",), "let go of those silent for two years, after asking", ("people",)),
    Action("snooze", (), "snooze this person for a month", ("people",)),
    Action("dont_track", (), "do not keep track of this person", ("people",)),
    Action("forget", (), "forget this person for good; asks for the name, cannot be undone", ("people",)),
    Action("mask_names", (), "mask names of people, and show them again", ("people",)),
    Action("longer", ("]",), "look further back: 4, 12, 52 weeks", ("review",), "more weeks"),
    Action("shorter", ("[",), "look less far back", ("review",), "fewer"),
    Action("earlier_week", ("h", "left"), "the week before", ("review",), "week before"),
    Action("later_week", ("l", "right"), "the week after", ("review",), "after"),
    Action("enter_week", ("enter",), "enter the last week shown", ("review",), "that week"),
    Action("export", ("x",), "write the review into a file: a page or Markdown", ("review",), "export"),
    Action("to_venue", ("v",), "to this row's venue", ("week", "people")),
    Action("to_person", ("w",), "to this row's person", ("week", "threads")),
    Action("copy_earlier", ("C",), "copy the address of what was answered before", ("week", "threads")),
    Action("filter", ("f",), "choose what is listed", ("threads", "venues"), "filter"),
    Action("sort", ("s",), "choose the order", ("threads", "venues"), "sort"),
    Action("mark", ("space",), "mark; the next act applies to all marked", ("threads",), "mark"),
    Action("draft", ("e",), "write a draft in your editor", ("week", "threads"), "draft"),
    Action("copy_draft", ("E",), "copy your draft", ("week", "threads")),
    Action("next_goal", ("tab",), "next goal", ("threads", "train"), "goal"),
    Action("all_goals", ("shift+tab",), "all goals", ("threads",)),
    Action("why", ("W",), "why it stands here: terms and weights", ("threads",), "why"),
    Action("why_learnt", ("W",), "the numbers behind what was learnt", ("train",), "numbers"),
    Action("add", ("+",), "add what this screen lists; on Week a goal", ("week", "people"), "add"),
    Action("venue", ("v",), "only this row's venue, and back", ("threads",)),
    Action("zoom", ("z",), "zoom the lower pane", ("week", "threads"), "zoom"),
    Action("rerank", ("r",), "take in what is new", ("threads",)),
    # everywhere
    Action("fetch", ("R",), "fetch what is due"),
    Action("undo", ("u",), "undo the last act", (), "undo"),
    Action("redo", ("ctrl+r",), "redo what was undone"),
    Action("week", ("1",), "Week"),
    Action("threads", ("2",), "Threads"),
    Action("venues", ("3",), "Venues"),
    Action("train", ("4",), "Train"),
    Action("people", ("5",), "People"),
    Action("review", ("6",), "Review"),
    Action("palette", ("ctrl+p", ":"), "every act by name"),
    Action("mirror", (), "mirror: where your past posts went, venue by venue"),
    Action("timer", (), "timer: start it, or end it; what you log next takes its minutes"),
    Action("away", (), "away: days without budget and clocks, or clear them"),
    Action("rules", (), "rules: pin or mute threads by words, above the model"),
    Action("export_all", (), "export: everything, contributions, the week, the feeds, into a file"),
    Action("theme", (), "next theme (dark, light, the terminal's colours)"),
    Action("back", ("esc",), "back; ends a search, a filter, a refresh"),
    Action("quit", ("q",), "back, then quit"),
    Action("help", ("?",), "the keys of this screen", (), "all keys"),
)

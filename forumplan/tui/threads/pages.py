"""Rows of a long list, read from the cache a page at a time; the pages looked at last are kept."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

from forumplan.store.pages import Row

PAGE_ROWS = 128
PAGES_KEPT = 24

Read = Callable[[Sequence[int]], dict[int, Row]]


class Pages:
    """The rows behind an order of thread numbers."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._numbers: array[int] = array("I")
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def numbers(self) -> array[int]:
        """The order shown."""
        return self._numbers

    def show(self, numbers: array[int]) -> None:
        """Take another order."""
        self._numbers = numbers
        self._pages.clear()

    def row(self, place: int) -> Row | None:
        """The row at a place, None where the thread is gone from the cache."""
        page = place // PAGE_ROWS
        if page not in self._pages:
            part = self._numbers[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
            self._pages[page] = self._read(part)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return self._pages[page].get(self._numbers[place])

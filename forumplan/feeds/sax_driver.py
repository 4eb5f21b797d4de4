"""The SAX driver that feedparser is given: expat, with the text of an element in one piece.

Of itself expat cuts text at every entity, and escaped markup is full of them: a feed would be handed over in thousands
of pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from xml.sax.expatreader import ExpatParser

PIECE_BYTES = 65_536
MOST_ATTRIBUTES = 100
"""Of one element, further ones are left out: feedparser takes quadratic time for them."""


class WholeTextParser(ExpatParser):
    """expat's reader with its buffer for text switched on."""

    def reset(self) -> None:
        """Begin anew, as for every document."""
        super().reset()
        parser = self._parser  # type: ignore[attr-defined]  # private: the stubs leave it out
        parser.buffer_text = True
        parser.buffer_size = PIECE_BYTES

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """Pass an element on."""
        if len(attrs) > MOST_ATTRIBUTES:
            attrs = dict(islice(attrs.items(), MOST_ATTRIBUTES))
        super().start_element_ns(name, attrs)


def create_parser() -> WholeTextParser:
    """What `xml.sax.make_parser` asks a driver for."""
    return WholeTextParser()

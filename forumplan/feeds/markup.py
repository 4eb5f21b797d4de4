"""HTML to plain text, with the lines that a reader would see."""

from __future__ import annotations

import html
import re

MARKUP_LIMIT = 200_000
"""Characters of markup that are read of one text."""

_BREAK = re.compile(
    r"<(?=(?:br|hr|/?p|/?div|/?li|/?tr|/?h[1-6]|/?blockquote|/?pre|/?ul|/?ol|/?table)\b)", re.IGNORECASE
)
_TAG = re.compile(r"<[A-Za-z/!]")
_UNSEEN = ("script", "style", "template", "noscript")
_HAS_UNSEEN = re.compile(f"<(?:{'|'.join(_UNSEEN)})", re.IGNORECASE)
# Deeper than any post; a hostile depth would cost memory and, in some readers of trees, the stack.
_MAX_OPEN_TAGS = 5_000


def to_text(markup: str) -> str:
    """The text of a piece of HTML, one line a block; text without markup comes back with its entities resolved."""
    markup = markup[:MARKUP_LIMIT]
    if not _TAG.search(markup):
        return html.unescape(markup) if "&" in markup else markup
    if markup.count("<") > _MAX_OPEN_TAGS * 2:
        markup = "<".join(markup.split("<", _MAX_OPEN_TAGS * 2)[:-1])
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_BREAK.sub("\n<", markup))
    if tree.body is None:
        return ""
    if _HAS_UNSEEN.search(markup):  # to look through the tree for them takes longer than to read it
        tree.strip_tags([*_UNSEEN])
    return tree.body.text(deep=True, separator="", strip=False)


def looks_like_markup(text: str) -> bool:
    """Whether a tag opens in it."""
    return bool(_TAG.search(text))

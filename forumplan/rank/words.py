"""Texts to words, and words to their stems, by the language they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from forumplan.rank.stopwords import STOP_WORDS

TEXT_LIMIT = 4000
"""Characters of a text that count; what a thread is about is said at its beginning."""

_WORD = re.compile(r"[^\W_]+(?:\+\+|#(?!\w))?")
# Scripts written without spaces: Thai to Khmer, kana and Han, their compatibility forms.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class Words:
    """How one language is read: its stop words fall away, its words lose their endings.

    A language that the stemmer does not know is taken word by word.
    """

    def __init__(self, language: str) -> None:
        self._stop = STOP_WORDS.get(language, frozenset())
        known = _STEMMERS.get(language)
        self._stemmer = Stemmer.Stemmer(known, 0) if known in Stemmer.algorithms() else None

    def stem(self, word: str) -> str:
        """The stem of a word, or "" for one that says nothing: a stop word or a single letter."""
        word = word.lower()
        if word in self._stop or (len(word) < 2 and not _UNSPACED.match(word)):
            return ""
        return str(self._stemmer.stemWord(word)) if self._stemmer else word


def split_words(text: str) -> Iterator[str] | list[str]:
    """The words of a text in order; scripts without spaces come as pairs of characters."""
    words = _WORD.findall(text[:TEXT_LIMIT])
    if text.isascii() or not _UNSPACED.search(text):
        return words
    return _in_pairs(words)


def _in_pairs(words: list[str]) -> Iterator[str]:
    for word in words:
        if not _UNSPACED.search(word) or len(word) <= 2:
            yield word
        else:
            yield from (word[i : i + 2] for i in range(len(word) - 1))


@lru_cache(maxsize=64)
def _words(language: str) -> Words:
    return Words(language)


@lru_cache(maxsize=256)
def words_of(tag: str) -> Words:
    """How texts of a language tag are read (`de-AT` as `de`); English where none is given."""
    return _words(re.split("[-_]", tag.strip().lower(), maxsplit=1)[0] or "en")

"""Reading a text word by word, as plainly as it can be said: what the quick reading of many is held against."""

from __future__ import annotations

from forumplan.rank.words import split_words, words_of


def read_document(title: str, text: str, language: str) -> tuple[dict[str, int], dict[str, str]]:
    """How often each term stands in a thread (its title counts twice), and the words each term stands for in it."""
    counts: dict[str, int] = {}
    forms: dict[str, str] = {}
    words = words_of(language)
    for part, times in ((title, 2), (text, 1)):
        last = last_form = ""
        for form in split_words(part):
            stem = words.stem(form)
            if not stem:
                continue
            terms = [(stem, form)] + ([(f"{last} {stem}", f"{last_form} {form}")] if last else [])
            for term, written in terms:
                counts[term] = counts.get(term, 0) + times
                forms.setdefault(term, written)
            last, last_form = stem, form
    return counts, forms

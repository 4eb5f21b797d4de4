from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from plain_words import read_document

from forumplan.rank.words import TEXT_LIMIT, split_words, words_of


def test_words_are_stemmed_paired_and_remember_how_they_were_written() -> None:
    counts, forms = read_document("Migrating databases", "The database was migrated to C++", "en")
    assert counts["databas"] == 3  # twice for the title, once for the text
    assert counts["migrat"] == 3
    assert counts["migrat databas"] == 2
    assert counts["databas migrat"] == 1
    assert forms["databas"] == "databases"
    assert forms["databas migrat"] == "database migrated"
    assert "c++" in counts
    assert not {"the", "was", "to"} & set(counts)


def test_each_language_has_its_own_endings_and_stop_words() -> None:
    assert words_of("de-AT").stem("Datenbanken") == "datenbank"
    assert words_of("de").stem("der") == ""
    assert words_of("fr").stem("bases") == "bas"
    assert words_of("").stem("databases") == words_of("en_GB").stem("databases") == "databas"


def test_a_language_without_a_stemmer_is_taken_word_by_word() -> None:
    assert words_of("xx").stem("Databases") == "databases"


def test_scripts_without_spaces_are_read_in_pairs_of_characters() -> None:
    assert list(split_words("日本語の文法 grammar")) == ["日本", "本語", "語の", "の文", "文法", "grammar"]


def test_enormous_texts_are_read_only_at_their_beginning() -> None:
    counts, _ = read_document("", "alpha " * TEXT_LIMIT + "omega", "en")
    assert "omega" not in counts
    assert counts["alpha"] == TEXT_LIMIT // len("alpha ")


@given(st.text(max_size=200), st.text(max_size=400), st.sampled_from(["", "en", "de", "ja", "zz", "pt-BR", "??"]))
def test_every_term_stands_for_words_of_the_text(title: str, text: str, language: str) -> None:
    counts, forms = read_document(title, text, language)
    assert counts.keys() == forms.keys()
    whole = f"{title} {text}"
    for form in forms.values():
        assert all(word in whole for word in form.split(" "))

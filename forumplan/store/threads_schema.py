"""The tables of `threads.db`.

`entries` are known by (feed, key); `shown`: the feed's last body had the entry. `aliases`, `addresses`, `names` and
`titles` are what else leads to a thread: other names of a post, pages, other keys, and bare titles on a site.
`prints` are short numbers made of texts; threads that share some may be one discussion told in several venues, and
`threads.same_as` is then the number of the one that was there first (0: itself, or alone).
"""

from __future__ import annotations

VERSION = 6
"""A file of another version is dropped and built anew."""

SCHEMA = """
CREATE TABLE feeds(url TEXT PRIMARY KEY, venue TEXT NOT NULL, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE threads(
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, venue TEXT NOT NULL, platform TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, started_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL, replies INTEGER, first_seen_at INTEGER NOT NULL, closed INTEGER NOT NULL,
    language TEXT NOT NULL, same_as INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX threads_told_twice ON threads(same_as);
CREATE INDEX threads_by_activity ON threads(active_at);
CREATE INDEX threads_by_venue ON threads(venue, active_at);
CREATE TABLE posts(
    id TEXT PRIMARY KEY, thread INTEGER NOT NULL, venue TEXT NOT NULL, key TEXT NOT NULL, author TEXT NOT NULL,
    url TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, posted_at INTEGER NOT NULL, reply_to TEXT NOT NULL,
    starts INTEGER NOT NULL
);
CREATE INDEX posts_by_thread ON posts(thread, posted_at);
CREATE INDEX posts_by_key ON posts(key);
CREATE INDEX posts_by_author ON posts(venue, author COLLATE NOCASE, posted_at);
CREATE INDEX posts_by_venue ON posts(venue, posted_at);
CREATE TABLE entries(
    feed TEXT NOT NULL, key TEXT NOT NULL, thread INTEGER NOT NULL, post TEXT NOT NULL, digest TEXT NOT NULL,
    shown INTEGER NOT NULL, PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE TABLE aliases(alias TEXT PRIMARY KEY, thread INTEGER NOT NULL, post TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE addresses(alias TEXT PRIMARY KEY, thread INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE names(id TEXT PRIMARY KEY, thread INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX names_by_thread ON names(thread);
CREATE TABLE titles(name TEXT NOT NULL, thread INTEGER NOT NULL, PRIMARY KEY (name, thread)) WITHOUT ROWID;
CREATE TABLE prints(print INTEGER NOT NULL, thread INTEGER NOT NULL, PRIMARY KEY (print, thread)) WITHOUT ROWID;
CREATE TABLE rankings(
    goal TEXT PRIMARY KEY, made_at INTEGER NOT NULL, stamp TEXT NOT NULL, note TEXT NOT NULL, labels INTEGER NOT NULL,
    numbers BLOB NOT NULL, scores BLOB NOT NULL, relevance BLOB NOT NULL, bands BLOB NOT NULL, reasons TEXT NOT NULL,
    learnt TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE proposals(week TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE edits(edit INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER NOT NULL UNIQUE ON CONFLICT REPLACE);
CREATE VIRTUAL TABLE search USING fts5(
    title, author, text, content='threads', content_rowid='number', tokenize='unicode61 remove_diacritics 2',
    prefix='2'
);
CREATE TRIGGER threads_added AFTER INSERT ON threads BEGIN
    INSERT INTO search(rowid, title, author, text) VALUES (new.number, new.title, new.author, new.text);
END;
CREATE TRIGGER threads_gone AFTER DELETE ON threads BEGIN
    DELETE FROM edits WHERE thread = old.number;
    INSERT INTO search(search, rowid, title, author, text)
    VALUES ('delete', old.number, old.title, old.author, old.text);
END;
CREATE TRIGGER threads_edited AFTER UPDATE OF title, author, text ON threads BEGIN
    INSERT INTO search(search, rowid, title, author, text)
    VALUES ('delete', old.number, old.title, old.author, old.text);
    INSERT INTO search(rowid, title, author, text) VALUES (new.number, new.title, new.author, new.text);
END;
CREATE TRIGGER threads_retold AFTER UPDATE OF title, text ON threads
WHEN new.title <> old.title OR new.text <> old.text BEGIN
    INSERT INTO edits(thread) VALUES (new.number);
END;
"""

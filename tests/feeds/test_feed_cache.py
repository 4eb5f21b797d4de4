"""The feed cache: private, never a pickle, and gone without harm."""

from __future__ import annotations

import pickle
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumplan.feeds.cache import FeedCache, Visit
from forumplan.feeds.disk import PlainDisk, RefusedRow


class Planted:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return (open, (str(self.path), "w"))


def _plant(folder: Path, **columns: object) -> None:
    with sqlite3.connect(folder / "cache.db") as db:
        names = ", ".join(columns)
        db.execute(f"UPDATE Cache SET {', '.join(f'{name} = ?' for name in columns)}", list(columns.values()))
        assert names
    db.close()


def test_a_visit_and_its_items_come_back(tmp_path: Path) -> None:
    with FeedCache(tmp_path / "feeds") as cache:
        cache.keep("http://a/", b"some \xff bytes", Visit('"e"', "Mon", 5, "hash", 3, 2))
    with FeedCache(tmp_path / "feeds") as cache:
        assert cache.visit("http://a/") == Visit('"e"', "Mon", 5, "hash", 3, 2)
        assert cache.items("http://a/") == b"some \xff bytes"
        assert cache.visit("http://b/") == Visit()
        cache.keep("http://a/", b"", Visit("now without"))
        assert (cache.visit("http://a/").etag, cache.items("http://a/")) == ("now without", b"")
        cache.forget("http://a/")
        assert cache.visit("http://a/") == Visit()
        assert cache.items("http://a/") == b""


def test_what_is_kept_is_written_in_one_step(tmp_path: Path) -> None:
    with FeedCache(tmp_path / "feeds") as cache, FeedCache(tmp_path / "feeds") as other:
        for name in "abc":
            cache.keep(f"http://{name}/", name.encode(), Visit(name))
            assert cache.items(f"http://{name}/") == name.encode()
        assert other.visit("http://a/") == Visit(), "not yet"
        cache.flush()
        assert [other.visit(f"http://{name}/").etag for name in "abc"] == ["a", "b", "c"]
        cache.forget("http://b/")
        assert (cache.visit("http://b/"), other.visit("http://b/").etag) == (Visit(), "b")
    with FeedCache(tmp_path / "feeds") as cache:
        assert [cache.visit(f"http://{name}/").etag for name in "abc"] == ["a", "", "c"]


def test_the_folder_is_private_and_holds_no_address(tmp_path: Path) -> None:
    with FeedCache(tmp_path / "feeds") as cache:
        cache.remember("http://a/?token=canary", Visit("e"))
    assert (tmp_path / "feeds").stat().st_mode & 0o777 == 0o700
    assert all(b"canary" not in path.read_bytes() for path in (tmp_path / "feeds").rglob("*") if path.is_file())


@pytest.mark.parametrize("mode", [4, 3, 2, 9])
def test_a_planted_value_is_refused_and_forgotten(tmp_path: Path, mode: int) -> None:
    marker = tmp_path / "marker"
    with FeedCache(tmp_path / "feeds") as cache:
        cache.remember("http://a/", Visit("e"))
    _plant(tmp_path / "feeds", mode=mode, value=pickle.dumps(Planted(marker)))
    with FeedCache(tmp_path / "feeds") as cache:
        assert cache.visit("http://a/") == Visit()
        cache.remember("http://a/", Visit("again"))
        assert cache.visit("http://a/").etag == "again"
    assert not marker.exists()


def test_a_planted_key_is_never_unpickled(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    with FeedCache(tmp_path / "feeds") as cache:
        cache.remember("http://a/", Visit("e"))
    _plant(tmp_path / "feeds", raw=0, key=pickle.dumps(Planted(marker)))
    with FeedCache(tmp_path / "feeds") as cache:
        assert cache.visit("http://a/") == Visit()
    with pytest.raises(RefusedRow):
        PlainDisk(str(tmp_path)).get(pickle.dumps(Planted(marker)), 0)
    assert not marker.exists()


@pytest.mark.parametrize("filename", ["../victim.val", "/etc/hostname", "../../victim.val", "."])
def test_a_planted_file_name_reads_and_deletes_nothing_outside(tmp_path: Path, filename: str) -> None:
    victim = tmp_path / "victim.val"
    victim.write_text("mine")
    with FeedCache(tmp_path / "feeds") as cache:
        cache.remember("http://a/", Visit("e"))
    _plant(tmp_path / "feeds", mode=2, filename=filename, value=None)
    with FeedCache(tmp_path / "feeds") as cache:
        assert cache.visit("http://a/") == Visit()
        cache.remember("http://a/", Visit("new"))
    assert victim.read_text() == "mine"


def test_a_link_out_of_the_cache_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim.val"
    victim.write_text('{"etag": "stolen"}')
    with FeedCache(tmp_path / "feeds") as cache:
        cache.remember("http://a/", Visit("e"))
    (tmp_path / "feeds" / "link.val").symlink_to(victim)
    _plant(tmp_path / "feeds", mode=3, filename="link.val", value=None)
    with FeedCache(tmp_path / "feeds") as cache:
        assert cache.visit("http://a/") == Visit()
    assert victim.exists()


def test_large_items_go_to_files_and_come_back(tmp_path: Path) -> None:
    disk = PlainDisk(str(tmp_path), min_file_size=10)
    for value in (b"b" * 100, "t" * 100):
        _, mode, filename, stored = disk.store(value, False, "key")
        assert filename
        assert disk.fetch(mode, filename, stored, False) == value
        disk.remove(filename)
        assert not (tmp_path / filename).exists()


@pytest.mark.parametrize("damage", ["header", "zero", "middle"])
def test_a_damaged_cache_is_put_aside_and_said_once(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "feeds"
    with FeedCache(folder) as cache:
        for number in range(200):
            cache.remember(f"http://a/{number}", Visit("e" * 100))
    data = bytearray((folder / "cache.db").read_bytes())
    if damage == "header":
        data[:100] = b"\xff" * 100
    elif damage == "middle":
        data[4096:] = b"\xee" * (len(data) - 4096)
    (folder / "cache.db").write_bytes(b"" if damage == "zero" else bytes(data))
    for extra in folder.glob("cache.db-*"):
        extra.unlink()
    with FeedCache(folder) as cache:
        for number in range(200):
            assert cache.visit(f"http://a/{number}") == Visit()
        cache.remember("http://a/", Visit("new"))
        assert cache.visit("http://a/").etag == "new"
        assert len(cache.warnings) == (0 if damage == "zero" else 1)


@given(st.one_of(st.none(), st.lists(st.integers()), st.tuples(st.text()), st.dictionaries(st.text(), st.text())))
def test_only_plain_values_and_text_keys_are_taken(value: object) -> None:
    disk = PlainDisk("/nowhere", min_file_size=10)
    with pytest.raises(TypeError):
        disk.store(value, False)
    with pytest.raises(TypeError):
        disk.put(value)

"""Tokens and passwords of addresses, apart from the addresses: a file of the user's own that nothing else repeats.

Everywhere else an address stands as `mask_url` shows it, with `***` in the place of what is secret. What the user
wrote into feeds.toml by hand works as it is; the first act of the program on that file moves it here.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from forumplan.domain.errors import ForumplanError
from forumplan.domain.identity import mask_url
from forumplan.domain.settings import Settings

_ADDRESS_KEYS = ("url", "proxy", "rules_url")


class Secrets:
    """The whole addresses by their masked form. `path` (0600) is made when there is something to keep.

    Raises ForumplanError where the file cannot be read or written, or is not the user's alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, str] | None = None
        self._written_by_hand: dict[str, str] = {}

    def whole(self, address: str) -> str:
        """The address with its secrets; one that has none, or whose are not known, as it is."""
        if "***" not in address:
            return address
        return self._written_by_hand.get(address) or self._load().get(address) or address

    def masked(self, settings: Settings) -> Settings:
        """The settings without the secrets that stand in feeds.toml; they are remembered as long as this object is."""
        venues = []
        for venue in settings.venues:
            feeds = tuple(self._note(feed) for feed in venue.feeds)
            venues.append(replace(venue, url=self._note(venue.url), proxy=self._note(venue.proxy), feeds=feeds))
        return replace(settings, venues=tuple(venues))

    def keep(self, text: str) -> str:
        """A text of feeds.toml without secrets: those of its venues' addresses are written to the file first."""
        found = {address: mask_url(address) for address in _addresses(text)}
        found = {whole: masked for whole, masked in found.items() if masked != whole and whole in text}
        if not found:
            return text
        kept = {**self._load(), **{masked: whole for whole, masked in found.items()}}
        if kept != self._load():
            self._write(kept)
        # The longest first: one address may be the beginning of another.
        for whole in sorted(found, key=len, reverse=True):
            text = text.replace(whole, found[whole])
        return text

    def restored(self, text: str) -> str:
        """A text of feeds.toml with the secrets that `keep` took out of it."""
        kept = self._load()
        for masked in sorted(kept, key=len, reverse=True):
            text = text.replace(f'"{masked}"', f'"{kept[masked]}"')
        return text

    def _note(self, address: str) -> str:
        masked = mask_url(address) if address else ""
        if masked != address:
            self._written_by_hand[masked] = address
        return masked

    def _load(self) -> dict[str, str]:
        if self._kept is None:
            self._kept = _read(self.path)
        return self._kept

    def _write(self, kept: dict[str, str]) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)  # mode 0600
            fresh = Path(name)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump({"schema": 1, "addresses": kept}, file, ensure_ascii=False, indent=1)
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    fresh.unlink()
                raise
        except OSError as error:
            raise ForumplanError(
                f"{self.path}: cannot be written ({error.strerror}); free space or mend its rights"
            ) from None
        self._kept = kept


def _read(path: Path) -> dict[str, str]:
    try:
        status = path.lstat()
        if status.st_uid != os.geteuid():
            raise ForumplanError(f"{path}: belongs to somebody else; chown it to yourself, or delete it")
        if status.st_mode & 0o077:
            path.chmod(0o600)
        found = json.loads(path.read_text(encoding="utf-8"))["addresses"]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ForumplanError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
    except (ValueError, KeyError, TypeError):
        raise ForumplanError(f"{path}: is damaged; delete it and add the venues with a token again") from None
    return {str(masked): str(whole) for masked, whole in dict(found).items()}


def _addresses(text: str) -> Iterator[str]:
    """The addresses of all venues of a text; none of a text that is not right."""
    try:
        venues: Any = tomllib.loads(text).get("venue", [])
    except (ValueError, RecursionError):
        return
    for venue in venues if isinstance(venues, list) else []:
        values = [venue.get(key) for key in _ADDRESS_KEYS] if isinstance(venue, dict) else []
        feeds = venue.get("feeds", []) if isinstance(venue, dict) else []
        values += feeds if isinstance(feeds, list) else []
        yield from (value for value in values if isinstance(value, str) and value)

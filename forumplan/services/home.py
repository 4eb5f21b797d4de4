"""One opened home: settings, ledger, threads and clock, each opened when it is first asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from forumplan.config import paths as config_paths
from forumplan.config import read
from forumplan.config.paths import Paths
from forumplan.config.secrets import Secrets
from forumplan.domain.errors import ConfigError
from forumplan.domain.settings import Settings
from forumplan.domain.week import Week

if TYPE_CHECKING:
    from forumplan.store.ledger import Ledger
    from forumplan.store.threads import ThreadStore


def system_clock() -> int:
    """Seconds since the epoch."""
    return int(time.time())


class Home:
    """What a command or a screen works with. Opening raises ConfigError, LedgerError or CacheError.

    `notices` are lines that the user should see, such as of a cache that was put aside.
    """

    def __init__(self, paths: Paths, clock: Callable[[], int] = system_clock) -> None:
        self.paths, self.clock = paths, clock
        self.notices: list[str] = []
        self._settings_as_of = 0

    @cached_property
    def settings(self) -> Settings:
        """feeds.toml as it is when first asked for, its addresses masked; `reload` asks again."""
        self._settings_as_of = self._settings_stamp()
        return self.secrets.masked(read.load(self.paths.config_file))

    @cached_property
    def secrets(self) -> Secrets:
        """What is secret in addresses; `settings` holds them masked."""
        return Secrets(self.paths.secrets_file)

    @cached_property
    def read_only(self) -> str:
        """Why not everything here can be written, with the mend; "" where it can. What can be read is shown anyway."""
        files = (self.paths.ledger_file, self.paths.log_file, self.paths.threads_file)
        return next(filter(None, map(config_paths.hindrance, files)), "")

    def look_again(self) -> None:
        """Open anew what may only be looked at, once somebody else has written it."""
        opened = [self.__dict__[name] for name in ("ledger", "threads") if name in self.__dict__]
        if any(one.outdated() for one in opened):
            self.close()

    def reload(self) -> Settings:
        """Read feeds.toml again. Where that raises ConfigError, what was read before stands."""
        before = self.__dict__.pop("settings", None)
        try:
            return self.settings
        except ConfigError:
            if before is not None:
                self.__dict__["settings"] = before
            raise

    def settings_outdated(self) -> bool:
        """Whether feeds.toml was written since it was read, or since that was tried."""
        return self._settings_stamp() != self._settings_as_of

    def _settings_stamp(self) -> int:
        path = self.paths.config_file
        return path.stat().st_mtime_ns if path.exists() else 0

    @cached_property
    def ledger(self) -> Ledger:
        from forumplan.store.ledger import Ledger

        return Ledger(self.paths.ledger_file, self.clock, read_only=config_paths.hindrance(self.paths.ledger_file))

    @cached_property
    def threads(self) -> ThreadStore:
        from forumplan.store.threads import ThreadStore

        store = ThreadStore(self.paths.threads_file, read_only=config_paths.hindrance(self.paths.threads_file))
        if store.rebuilt:
            self.notices.append(store.rebuilt)
        return store

    @cached_property
    def zone(self) -> tzinfo:
        """The user's time zone: the one of feeds.toml, else the machine's."""
        name = self.settings.week.timezone
        if name:
            return ZoneInfo(name)
        return datetime.now().astimezone().tzinfo or ZoneInfo("UTC")

    def today(self) -> date:
        return datetime.fromtimestamp(self.clock(), self.zone).date()

    def week(self) -> Week:
        """The current ISO week."""
        return Week.of(self.today())

    def close(self) -> None:
        for name in ("ledger", "threads"):
            opened = self.__dict__.pop(name, None)
            if opened is not None:
                opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

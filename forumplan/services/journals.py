"""This machine's journals: laid into the folders that are exchanged with other machines."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from forumplan.config import paths as config_paths
from forumplan.config.paths import Paths
from forumplan.services.home import Home
from forumplan.store import journal
from forumplan.store.journal import Read

FOLDERS = "sync.json"
"""The file in the data folder that remembers the folders exchanged with."""


def publish(home: Home, folder: Path, found: Read | None = None) -> bool:
    """Write this machine's journal: its own events, and those of others that no other file there holds."""
    found = journal.read_folder(folder, home.ledger.acts_known()) if found is None else found
    own = journal.path_of(folder, home.ledger.device)
    held = {event for path, ids in found.by_file.items() if path != own for event in ids}
    events = [one for one in home.ledger.events() if one.device == home.ledger.device or one.id not in held]
    return journal.write(own, home.ledger.device, home.ledger.tombstones(), events)


def folders(paths: Paths) -> list[Path]:
    """The folders that this home has exchanged with."""
    try:
        kept = json.loads((paths.data / FOLDERS).read_text())
    except (OSError, ValueError):
        return []
    return [Path(one) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def remember(home: Home, folder: Path) -> None:
    """Keep in mind that this folder holds journals: repair reads them, forgetting rewrites this machine's."""
    known = folders(home.paths)
    if folder in known:
        return
    data = config_paths.ensure(home.paths.data)
    with tempfile.NamedTemporaryFile("w", dir=data, prefix=f".{FOLDERS}.", delete=False) as file:
        json.dump([str(one) for one in [*known, folder]], file)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(data / FOLDERS)

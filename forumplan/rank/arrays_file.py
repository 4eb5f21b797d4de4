"""One file of plain arrays and a JSON description: no objects, so that reading it can run nothing."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forumplan.domain.errors import ModelError

_ABOUT = "about"


def write_arrays(path: Path, schema: str, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write `arrays` and the JSON object `about` to `path`, whole or not at all. ModelError if it cannot be written."""
    described = {"schema": schema, "hash": _digest(about, arrays), "about": about}
    packed = np.frombuffer(json.dumps(described, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            np.savez(file, allow_pickle=False, **{_ABOUT: packed}, **arrays)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ModelError(
            f"{path}: cannot be written ({error.strerror or error}); free space or check rights"
        ) from error


def read_arrays(path: Path, schema: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What `write_arrays` wrote. ModelError for anything else: missing, damaged, of another schema, compressed."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.compress_type != zipfile.ZIP_STORED for member in archive.infolist()):
                raise ModelError(f"{path}: is not a model file of this program; it is made anew")
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        described = json.loads(arrays.pop(_ABOUT).tobytes().decode("utf-8", "surrogatepass"))
        found, digest, about = described["schema"], described["hash"], described["about"]
    except ModelError:
        raise
    except Exception as error:  # whatever the readers of archives, arrays and JSON make of what is damaged
        raise ModelError(f"{path}: cannot be read as a model file ({error}); it is made anew") from error
    if found != schema:
        raise ModelError(f"{path}: was made by another version ({found!r}, not {schema!r}); it is made anew")
    if digest != _digest(about, arrays):
        raise ModelError(f"{path}: is damaged (its hash differs); it is made anew")
    return about, arrays


def _digest(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.blake2b(json.dumps(about, sort_keys=True).encode(), digest_size=16)
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name}{array.dtype.str}{array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()

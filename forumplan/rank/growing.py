"""An array that grows at its end without copying what is there each time."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


class Growing(Generic[Number]):
    """Room for half as much again is taken when the room runs out, so appending costs what is appended, on average."""

    def __init__(self, values: NDArray[Number]) -> None:
        self._room: NDArray[Any] = values
        self._length = len(values)

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> NDArray[Number]:
        """What is there: a view, good until the next `append`."""
        return self._room[: self._length]

    def append(self, values: NDArray[Number]) -> None:
        """Put `values` at the end."""
        end = self._length + len(values)
        if end > len(self._room):
            larger = np.empty(max(end, self._length + self._length // 2), dtype=self._room.dtype)
            larger[: self._length] = self.values
            self._room = larger
        self._room[self._length : end] = values
        self._length = end

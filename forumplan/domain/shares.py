"""How sure a share is that was counted on a few cases."""

from __future__ import annotations

import math


def wilson(hits: float, shown: float, z: float = 1.959964) -> tuple[float, float]:
    """The interval of a share at 95 % (Wilson 1927); (0, 1) where nothing was counted."""
    if shown <= 0:
        return 0.0, 1.0
    share = hits / shown
    middle = share + z * z / (2 * shown)
    half = z * math.sqrt(share * (1 - share) / shown + z * z / (4 * shown * shown))
    width = 1 + z * z / shown
    return max(0.0, (middle - half) / width), min(1.0, (middle + half) / width)

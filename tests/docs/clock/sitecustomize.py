"""Puts the clock of a started program forward or back by DOCS_SHIFT seconds, so that examples name known days."""

import os
import time

_real, _shift = time.time, int(os.environ.get("DOCS_SHIFT", "0"))
time.time = lambda: _real() + _shift

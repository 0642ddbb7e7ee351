"""A cache of one well: what was computed from the well that was asked for last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import ReferenceType, ref

from welllog_mdn.wells.trusted import TrustedLogs


class _LastWell(threading.local):
    """Feature columns of the well that this thread asked for last, and which of its samples are no rock.

    The models of several targets, and a blind check beside a prediction, read the same inputs; notices, scores and
    verdict ask for the same rock. The well itself is not kept alive.
    """

    def __init__(self) -> None:
        self._well: ReferenceType[TrustedLogs] | None = None
        self._found: dict[object, Any] = {}

    def once(self, logs: TrustedLogs, key: object, work: Callable[[], Any]) -> Any:
        """Return what `work` makes of a well, made anew only where it was not for this well and key."""
        if self._well is None or self._well() is not logs:
            self._well, self._found = ref(logs), {}
        found = self._found
        if key not in found:
            found[key] = work()
        return found[key]


last_well = _LastWell()

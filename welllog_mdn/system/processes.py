"""Processes: whether one is alive, and on which host its number means something."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def _stat(pid: int) -> list[str]:
    """Return the words that the system keeps of a process, from its state on; none where it does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def started(pid: int) -> str:
    """Return when the process began, in clock ticks, where the system tells; a reused number differs in it."""
    words = _stat(pid)
    return words[19] if len(words) > 19 else "0"


def host_name() -> str:
    """Return the host, and where the system tells the process namespace, in which a process number means something:
    containers may share the name of their host.
    """
    name = socket.gethostname()
    try:
        return f"{name}/{os.readlink('/proc/self/ns/pid').strip('pid:[]')}"
    except OSError:
        return name


def is_here(host: str) -> bool:
    """Say whether process numbers of a lock's host are ours; to 0.10.7 locks named the host alone."""
    return host in (host_name(), socket.gethostname())


def alive(pid: int, began: str) -> bool:
    """Say whether the process runs on this host (and began at `began`, unless that is "0")."""
    if os.name == "nt":  # os.kill would end it there
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    if _stat(pid)[:1] == ["Z"]:  # ended, and its parent has not asked yet
        return False
    return "0" in (began, started(pid)) or began == started(pid)

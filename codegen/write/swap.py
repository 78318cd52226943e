"""Put a directory in the place of another, in one step where the operating system can."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
# For C libraries that have no renameat2 of their own.
_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276}


def put(
    new: Path, out: Path, aside: Path, between: Callable[[], None] = lambda: None
) -> Path | None:
    """Put a directory in the place of another; give where the other one is now, if there was one.

    Where the system cannot exchange them at once, the old one is renamed to `aside` first, then
    the new one to `out`; `between` is called between the two.
    """
    if not os.path.lexists(out):
        new.rename(out)
        return None
    if exchange(new, out):
        return new
    out.rename(aside)
    between()
    new.rename(out)
    return aside


def exchange(one: Path, two: Path) -> bool:
    """Let two existing names of one file system change places, at once or not at all.

    False, with nothing changed, where the system or the file system cannot; why does not
    matter, since the plain renames that are tried next meet every other obstacle again.
    """
    if sys.platform == "win32":
        return False
    a, b = os.fsencode(one), os.fsencode(two)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return int(libc.renamex_np(a, b, ctypes.c_uint(_RENAME_SWAP))) == 0
        places = (_AT_FDCWD, a, _AT_FDCWD, b, ctypes.c_uint(_RENAME_EXCHANGE))
        if hasattr(libc, "renameat2"):
            return int(libc.renameat2(*places)) == 0
        number = _RENAMEAT2.get(platform.machine())
        return number is not None and int(libc.syscall(ctypes.c_long(number), *places)) == 0
    except (AttributeError, OSError):
        return False

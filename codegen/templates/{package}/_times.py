"""Points in time from the texts that messages have for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<hour>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]{1,18}))? ?"
    r"(?:(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})|(?P<zone>[A-Za-z][\w/+-]{0,63}))"
)
_EPOCH_MILLISECONDS = re.compile(r"[0-9]{13}")
_SUMMER_TIME_ENDED = 1992
# China's one zone goes by several names, and not every system knows them all.
_CHINA = frozenset(("PRC", "Asia/Shanghai", "Asia/Chongqing"))


def parsed_time(text: str) -> datetime | None:
    """The point in time, with its zone; `None` where the text leaves it open.

    Read are RFC 3339, the same with the name of a zone in place of the offset
    (`2020-11-19T21:04:42.179PRC`), and milliseconds since 1970.  A text without a zone names no
    point in time.  Digits beyond microseconds are dropped.
    """
    try:
        if _EPOCH_MILLISECONDS.fullmatch(text):
            return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(text))
        found = _TIME.fullmatch(text)
        if found is None:
            return None
        moment = datetime.fromisoformat(f"{found['day']}T{found['hour']}")
        micros = int(f"{found['fraction'] or 0:0<6}"[:6])
        zone = _offset(found) if found["sign"] else zone_named(found["zone"], moment.year)
        return None if zone is None else moment.replace(microsecond=micros, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _offset(found: re.Match[str]) -> tzinfo:
    minutes = int(found["hours"]) * 60 + int(found["minutes"])
    return timezone(timedelta(minutes=-minutes if found["sign"] == "-" else minutes))


def zone_named(name: str, year: int) -> tzinfo | None:
    """The time zone of that name; `None` if the system knows none."""
    if name in ("Z", "z"):
        return UTC
    if name in _CHINA and year >= _SUMMER_TIME_ENDED:
        return timezone(timedelta(hours=8), name)
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None

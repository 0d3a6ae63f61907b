"""When a schedule runs, as people say it."""

from __future__ import annotations

import re
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..points import Schedule

MINUTE: Final = 60
HOUR: Final = 3600
EVERY_FEW: Final = re.compile(r"\*/([1-9]\d*) \* \* \* \*")
HOURLY: Final = re.compile(r"(\d+) \* \* \* \*")
AT_A_TIME: Final = re.compile(r"(\d+) (\d+) (\*|\d+) \* (\*|[0-7])")


def timing_in_words(schedule: Schedule) -> str:
    """In words where there are plain ones; else the expression, which says it exactly."""
    if schedule.every:
        return every(schedule.every)
    return cron_in_words(" ".join(schedule.cron.split()))


def every(seconds: int) -> str:
    if seconds % HOUR == 0:
        hours = seconds // HOUR
        return ngettext("every hour", "every %(count)s hours", hours) % {"count": hours}
    if seconds % MINUTE == 0:
        minutes = seconds // MINUTE
        return ngettext("every minute", "every %(count)s minutes", minutes) % {"count": minutes}
    return ngettext("every second", "every %(count)s seconds", seconds) % {"count": seconds}


def cron_in_words(cron: str) -> str:
    if cron == "* * * * *":
        return every(MINUTE)
    # Other steps begin again with each hour: every 7 minutes would not be true.
    if (few := EVERY_FEW.fullmatch(cron)) and MINUTE % int(few[1]) == 0:
        return every(int(few[1]) * MINUTE)
    if hourly := HOURLY.fullmatch(cron):
        return hourly_at(int(hourly[1]))
    if at := AT_A_TIME.fullmatch(cron):
        return at_a_time(f"{int(at[2]):02}:{int(at[1]):02}", day=at[3], weekday=at[4]) or cron
    return cron


def hourly_at(minute: int) -> str:
    if not minute:
        return every(HOUR)
    text = ngettext(
        "every hour, %(count)s minute past", "every hour, %(count)s minutes past", minute
    )
    return text % {"count": minute}


def at_a_time(time: str, *, day: str, weekday: str) -> str:
    if day == weekday == "*":
        return _("daily at %(time)s") % {"time": time}
    if day == "*":
        # Cron counts from Sunday, which is 0 and 7; Python from Monday.
        name = WEEKDAYS[(int(weekday) - 1) % 7]
        return _("every %(weekday)s at %(time)s") % {"weekday": name, "time": time}
    if weekday == "*":
        return _("on day %(day)s of each month at %(time)s") % {"day": int(day), "time": time}
    return ""

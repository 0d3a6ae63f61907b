"""What time does, and what the worker owes after a transition."""

from __future__ import annotations

from addons.base.points import EFFECTS, SCHEDULES, Schedule

from .markdown import code, first_paragraph, table
from .markdown import page as whole_page


def page() -> str:
    return whole_page(
        "Schedules and effects",
        "Both are rows in the database, run by `manage.py worker`; `manage.py sweep` runs all at once.",
        table(
            ("schedule", "runs", "does"),
            ((code(each.name), _when(each), each.summary) for each in SCHEDULES.values()),
        ),
        "## Effects",
        table(
            ("effect", "after", "does"),
            (
                (code(key), code(effect.after.__qualname__), first_paragraph(effect.run))
                for key, effect in EFFECTS.items()
            ),
        ),
    )


def _when(schedule: Schedule) -> str:
    return f"every {schedule.every} s" if schedule.every else f"at {code(schedule.cron)}"

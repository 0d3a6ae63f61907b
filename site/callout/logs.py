"""Structured logs: one line per event, JSON in production; never bodies, never tokens."""

from __future__ import annotations

from typing import Any

import structlog

from .environment import Environment

SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def logging_config(environment: Environment) -> dict[str, Any]:
    """Django's LOGGING; also points structlog at the standard library's handlers."""
    structlog.configure(
        processors=[
            # First: a line that nobody reads shall cost nothing.
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    line: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if environment.is_production
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "callout": {"level": "INFO"},
            "addons": {"level": "INFO"},
            # One line for each request and each change of a record.
            "callout.requests": {"level": "INFO" if environment.is_production else "WARNING"},
            "callout.changes": {"level": "INFO" if environment.is_production else "WARNING"},
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            # Ours tells of refused requests too, and without their addresses.
            "django.request": {"level": "ERROR"},
        },
    }

"""What Django's check framework asks of the kernel."""

from __future__ import annotations

from django.core.checks import Tags, register

from .workflow.checks import check_flows, check_rows

register(check_flows, "flows")
register(check_rows, "flows", Tags.database)

"""Jobs, their offers and their work sessions in the console."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import in_console
from addons.base.surfaces.console import Facts, Menu, OperableViewSet, Related, View

from .models import Job, Offer, WorkSession


@in_console
class JobViewSet(OperableViewSet):
    model = Job
    menu = Menu(order=100, icon="bi-tools", permission="jobs.watch_jobs", badge="unassigned")
    columns = ("category", "customer", "provider", "area", "scheduled_at", "total", "created_at")
    filters = ("category", "scheduled_at", "created_at")
    search = ("customer__name", "provider__user__name", "area", "description")
    views = (
        View(
            name="unassigned",
            label=_("Nobody found"),
            among="waiting_for_dispatcher",
            needs="jobs.steer_job",
            empty=_("Every job has somebody, or somebody is being asked."),
        ),
        View(name="under_way", label=_("Under way"), among="under_way"),
    )
    card = ("category", "customer", "provider", "scheduled_at")
    facts = (
        Facts(_("The work"), ("category", "description", "scheduled_at", "duration_minutes")),
        Facts(_("People"), ("customer", "provider", "providers_asked", "start_code"), icon="user"),
        Facts(_("Place"), ("address", "area"), icon="bi-geo-alt"),
        Facts(_("Money"), ("subtotal", "tax", "total", "commission", "payment_method")),
        Facts(_("Times"), ("created_at", "started_at", "work_completed_at"), icon="bi-clock"),
    )
    related = (Related("offers"), Related("work_sessions"))


@in_console
class OfferViewSet(OperableViewSet):
    model = Offer
    menu = Menu(order=110, icon="bi-inbox", permission="jobs.watch_jobs")
    columns = ("job", "provider", "expires_at", "created_at")
    filters = ("created_at",)
    search = ("provider__user__name",)


@in_console
class WorkSessionViewSet(OperableViewSet):
    model = WorkSession
    menu = Menu(order=120, icon="bi-briefcase", permission="jobs.watch_jobs")
    columns = ("job", "provider", "customer", "created_at")
    filters = ("created_at",)
    search = ("provider__user__name", "customer__name")

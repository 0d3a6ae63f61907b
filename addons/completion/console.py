"""Confirmations in the console: those to follow up, their pages, and a panel on the job's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.models import Attachment
from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Choice,
    Facts,
    Flag,
    Menu,
    Moment,
    Number,
    OperableViewSet,
    Person,
    RecordPanel,
    Value,
    View,
)
from addons.base.surfaces.console.sites import record_url, viewset_of
from addons.base.workflow import Door, may
from addons.base.workflow.available import available
from addons.jobs.models import Job

from .extends.jobs_job import JobCompletion
from .models import CompletionRequest
from .states import Method

# What is logged with one click: nobody answered.
AT_ONCE = (Method.CALL, Method.SMS, Method.EMAIL)
# What the support does with a job that waits for its customer.
STEPS = {
    body.__name__
    for body in (
        JobCompletion.initiate_followup,
        JobCompletion.log_contact,
        JobCompletion.complete_by_support,
        JobCompletion.settle_dispute,
    )
}


def attempts_of(request: CompletionRequest) -> str:
    return f"{request.failed_attempts}/{request.attempts_needed}"


def quick_log(request: CompletionRequest) -> SafeString | None:
    """Writes down with one click that nobody answered; the row is drawn anew by itself."""
    if not request.is_followed_up:
        return None
    return format_html(
        '<button type="button" class="button button-small button-secondary" hx-post="{}" '
        """hx-vals='{{"method": "{}", "version": "{}"}}' hx-swap="none" data-done="{}">{}</button>""",
        log_address(request),
        Method.CALL.value,
        request.job.version,
        say("Written down."),
        say("%(how)s: no answer") % {"how": Method.CALL.label},
    )


def log_address(request: CompletionRequest) -> str:
    jobs = viewset_of(Job)
    assert jobs is not None  # this addon needs it
    return str(jobs.url("do", request.job_id, "log-contact"))


class Buttons(Value):
    """Something to press in a row."""

    kind = "buttons"

    def show(self, value: SafeString) -> str:
        return value

    def plain(self, value: SafeString) -> str:
        return ""


ATTEMPTS = Value("tried", _("Attempts"), read=attempts_of)
DEADLINE = Moment("deadline", _("Answer until"))


@in_console
class CompletionRequestViewSet(OperableViewSet):
    model = CompletionRequest
    menu = Menu(
        group="support",
        order=20,
        icon="bi-check2-all",
        permission="completion.follow_up",
        badge="follow_up",
    )
    columns = (
        "job",
        Value("job.category", _("Service"), joins=("job__category",)),
        Person("job.customer", _("Customer")),
        Value("job.customer.phone", _("Phone")),
        DEADLINE,
        "agent",
        ATTEMPTS,
        Buttons("log", _("Log"), read=quick_log),
    )
    filters = ("agent", "outcome", "auto_escalated", "deadline")
    search = ("job__customer__name", "job__provider__display_name", "issues")
    views = (
        View(
            name="follow_up",
            label=_("Needs follow-up"),
            among="needs_follow_up",
            needs="completion.follow_up",
            empty=_("Every customer has answered in time."),
            ordering="deadline",
        ),
        View(name="open", label=_("Waiting"), among="open", ordering="deadline"),
    )
    card = ("job", Person("job.customer", _("Customer")), DEADLINE, ATTEMPTS, "agent")
    facts = (
        Facts(
            _("Asked"),
            (
                "job",
                "round",
                Person("requested_by", _("Asked by")),
                "requested_at",
                "note",
                DEADLINE,
                "reminded_at",
            ),
        ),
        Facts(
            _("Answer"),
            ("responded_at", Flag("approved", _("Confirmed")), "feedback", "issues"),
            icon="bi-chat-dots",
        ),
        Facts(
            _("Who"),
            (
                Person("job.customer", _("Customer")),
                Value("job.customer.phone", _("Customer's phone")),
                Value("job.provider", _("Provider")),
                Value("job.provider.user.phone", _("Provider's phone")),
            ),
            icon="group",
        ),
        Facts(
            _("Follow-up"),
            (
                "ticket",
                Flag("auto_escalated", _("Escalated by itself")),
                "initiated_at",
                "agent",
                Number("failed_attempts", _("Failed attempts")),
                Number("attempts_needed", _("Attempts needed")),
                "auto_completes_at",
                Choice("outcome", _("Outcome")),
                "completed_by",
                "completed_at",
                "outcome_notes",
            ),
            icon="bi-headset",
        ),
    )

    def listed_to(self, actor: Any) -> QuerySet[Any]:
        found: Any = super().listed_to(actor)
        listed: QuerySet[Any] = found.with_people()
        return listed


# --- panels ----------------------------------------------------------------------------------


def support_of(request: CompletionRequest, actor: Any) -> dict[str, Any] | None:
    return panel_of(request, actor, back=record_url(request, actor))


def completion_of(job: Job, actor: Any) -> dict[str, Any] | None:
    request = CompletionRequest.objects.visible_to(actor).of(job).order_by("-round").first()
    return None if request is None else panel_of(request, actor, back=record_url(job, actor))


def panel_of(request: CompletionRequest, actor: Any, *, back: str) -> dict[str, Any]:
    """What was asked and tried, with what the actor may do about it, by the job's own buttons."""
    job = request.job
    offered = available(job, actor, via=Door.CONSOLE) if request.is_latest else []
    options = [option for option in offered if option.name in STEPS]
    logs = [o for o in options if o.spec.body is JobCompletion.log_contact and o.enabled]
    files = Attachment.objects.filter(record_type=request.record_type, record_id=str(request.pk))
    jobs = viewset_of(Job)
    assert jobs is not None  # this addon needs it
    return {
        "request": request,
        "request_url": record_url(request, actor) if may(actor, "completion.follow_up") else "",
        "job": job,
        "attempts": request.attempts.select_related("agent"),
        "photos": files.order_by("pk"),
        "options": [(option, jobs.url("do", job.pk, option.path)) for option in options],
        "quick": [(method.value, method.label) for method in AT_ONCE] if logs else [],
        "log_url": log_address(request),
        "back": back or reverse("wagtailadmin_home"),
    }


for model, context, order in (
    ("completion.CompletionRequest", support_of, 10),
    ("jobs.Job", completion_of, 20),
):
    RECORD_PANELS.register(
        RecordPanel(
            model=model,
            label=_("Confirmation") if model == "jobs.Job" else _("Reach the customer"),
            template="completion/console/follow_up.html",
            context=context,
            icon="bi-check2-all",
            order=order,
        )
    )

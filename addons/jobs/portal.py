"""The job's pages: mine, one job for either side, its chat, and the provider's workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import DateTimeField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_htmx.http import reswap

from addons.base import clock
from addons.base.compiled import Compiled, Given
from addons.base.points import LANDINGS, PORTAL_NAV, NavEntry
from addons.base.surfaces.portal import RecordView, is_htmx
from addons.chat import points as chat
from addons.providers.models import Provider

from .models import Job, Offer
from .offer_card import shown_offer
from .shown import ShownJob, panels_for

A_PAGE = 20


class MyJobs(LoginRequiredMixin, TemplateView):
    """A customer's jobs: what is under way first, then what has been."""

    template_name = "jobs/portal/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = Job.objects.of_customer(self.request.user).with_people().with_current()
        wants_past = self.request.GET.get("show") == "past"
        jobs = (mine.ended() if wants_past else mine.under_way()).order_by("-pk")
        page = Paginator(jobs, A_PAGE).get_page(self.request.GET.get("page"))
        shown = [ShownJob(job, self.request.user) for job in page]
        return super().get_context_data(
            jobs=shown,
            page=page,
            wants_past=wants_past,
            panels=panels_for(self.request.user),
            **kwargs,
        )


class JobPage(RecordView):
    """One job, for whichever side looks at it."""

    model = Job

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"record": self.record, "shown": ShownJob(self.record, request.user)}
        return render(request, "jobs/portal/job.html", context | {"now": clock.now()})


class JobChat(RecordView):
    """The conversation of the job: read again by live events, written to by the form below it."""

    model = Job

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._log(ShownJob(self.record, request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        shown = ShownJob(self.record, request.user)
        if shown.conversation is None:
            raise Http404
        error = chat.say_from_page(shown.conversation, request)
        if not is_htmx(request):
            if error:
                messages.error(request, error)
            return redirect(self.record.get_absolute_url())
        response = self._log(ShownJob(self.record, request.user))
        self._tell(response, shown.conversation, error)
        return response

    def _tell(self, response: HttpResponse, conversation: Any, error: str) -> None:
        """Why it was not sent stands at the form from now on, or no more."""
        fault = {"chat": {"id": conversation.pk}, "fault": error, "again": True}
        response.write(render_to_string("theme/pieces/chat_fault.html", fault))
        if error:
            response.status_code = 422

    def _log(self, shown: ShownJob) -> HttpResponse:
        if shown.chat is None:
            return self._nothing()
        return render(self.request, "theme/pieces/chat_log.html", {"chat": shown.chat})

    def _nothing(self) -> HttpResponse:
        """No conversation. Where a page still shows it, its time has passed and it goes."""
        if not is_htmx(self.request):
            raise Http404
        return reswap(HttpResponse(), "delete")


class Workspace(LoginRequiredMixin, TemplateView):
    """Base of a provider's pages; who is none is sent to apply."""

    provider: Provider

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = None
        if request.user.is_authenticated:
            found = Provider.objects.select_related("user").filter(user=request.user).first()
        if request.user.is_authenticated and found is None:
            messages.info(request, _("These pages are for providers. Apply here to become one."))
            return redirect("providers:apply")
        if found is not None:
            self.provider = found
        return super().dispatch(request, *args, **kwargs)


class Offers(Workspace):
    """What the provider is asked to do now, each with its countdown, and the duty switch."""

    template_name = "jobs/portal/offers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_offers = Offer.objects.open().filter(
            provider=self.provider, expires_at__gt=clock.now()
        )
        open_offers = open_offers.select_related("job__category", "job__customer")
        return super().get_context_data(
            provider=self.provider,
            offers=[shown_offer(offer, self.request.user) for offer in open_offers],
            now=clock.now(),
            **kwargs,
        )


class OfferList(Offers):
    """Only the list of offers, fetched again when one comes or goes."""

    template_name = "jobs/partials/offer_list.html"


class Today(Workspace):
    """The provider's work: under way, next, and done."""

    template_name = "jobs/portal/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        jobs = Job.objects.of_provider(self.provider).with_people().with_current()
        wants_past = self.request.GET.get("show") == "past"
        listed = jobs.ended().order_by("-pk") if wants_past else jobs.under_way().by_time()
        page = Paginator(listed, A_PAGE).get_page(self.request.GET.get("page"))
        shown = [ShownJob(job, self.request.user) for job in page]
        return super().get_context_data(
            provider=self.provider,
            jobs=shown,
            page=page,
            wants_past=wants_past,
            panels=panels_for(self.request.user),
            **kwargs,
        )


def is_provider(user: Any) -> bool:
    """Whether the person has applied; asked of the database once a request."""
    return hasattr(user, "provider")


def is_customer(user: Any) -> bool:
    return user.is_authenticated and not user.is_staff and not is_provider(user)


# Asked by the bar of every page that a provider opens.
OPEN_OFFERS = Compiled(
    lambda: (
        Offer.objects.open()
        .filter(provider__user=Given("person"), expires_at__gt=Given("now", DateTimeField()))
        .values_list("pk")
    )
)


def open_offers(user: Any) -> int:
    return len(OPEN_OFFERS.ask(person=user.pk, now=clock.now()))


for entry in (
    NavEntry(_("Home"), "/", "house-door-fill", is_customer, order=10),
    NavEntry(_("Book"), "/book/", "calendar-plus", is_customer, order=20),
    NavEntry(_("My jobs"), "/jobs/", "calendar-check", is_customer, order=30),
    NavEntry(_("Offers"), "/pro/", "inbox", is_provider, badge=open_offers, order=10),
    NavEntry(_("My work"), "/pro/today/", "briefcase", is_provider, order=20),
):
    PORTAL_NAV.register(entry)

LANDINGS.register(lambda person: "/pro/" if is_provider(person) else "")

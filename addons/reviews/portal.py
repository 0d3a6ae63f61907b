"""Writing a review, its page, the lists of those one wrote and got, and what stands on the job's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from addons.base.points import ACCOUNT_NAV, NavEntry
from addons.base.surfaces.portal import HttpSeeOther, RecordView, data_of, show_errors
from addons.base.workflow import Conflict, Door, DoorError
from addons.base.workflow.doors import create
from addons.jobs.models import Job
from addons.jobs.points import JOB_PANELS, JobPanel

from .arguments import WriteArguments
from .models import Review
from .shown import ShownReview, shown_reviews

A_PAGE = 20


class WriteForm(WriteArguments):
    """What a customer says; about which job is known."""

    job = None  # type: ignore[assignment]


class Write(RecordView):
    """A review of this job, by its customer."""

    model = Job

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            mine = Job.objects.of_customer(request.user)
            if not mine.filter(pk=kwargs["pk"]).exists():
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        written = Review.objects.visible_to(request.user).filter(job=self.record).first()
        if written is not None:
            return redirect(written.get_absolute_url())
        if not self.record.is_confirmed:
            messages.info(request, _("You can review this job as soon as the work is confirmed."))
            return redirect(self.record.get_absolute_url())
        given = request.GET.get("stars", "")
        initial = {"stars": given} if given in set("12345") else {}
        return self.draw(WriteForm(actor=request.user, initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = WriteForm(request.POST, request.FILES, actor=request.user)
        try:
            data = data_of(request, form)
            data = {**data.dict(), "photos": data.getlist("photos"), "job": self.record.pk}
            create(Review, actor=request.user, data=data, via=Door.PORTAL)
        except DoorError as refusal:
            status = 409 if isinstance(refusal, Conflict) or refusal.http_status == 409 else 422
            return self.draw(form, notice=show_errors(form, refusal), status=status)
        messages.success(request, _("Thank you. Your review is public now."))
        return HttpSeeOther(self.record.get_absolute_url())

    def draw(self, form: WriteForm, *, notice: str = "", status: int = 200) -> HttpResponse:
        context = {"job": self.record, "form": form, "notice": notice}
        return render(self.request, "reviews/portal/write.html", context, status=status)


class ReviewPage(RecordView):
    """One review, with what the reader can do about it."""

    model = Review

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "reviews/portal/review.html", {"record": self.record})


class MyReviews(LoginRequiredMixin, TemplateView):
    """What others say of the reader's work, or what they have said of others."""

    template_name = "reviews/portal/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, visible = self.request.user, Review.objects.visible_to(self.request.user)
        is_provider = hasattr(user, "provider")
        mine = visible.about(user) if is_provider else visible.by(user)
        page = Paginator(mine.with_people().order_by("-pk"), A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            reviews=shown_reviews(page, user),
            page=page,
            is_provider=is_provider,
            provider=user.provider if is_provider else None,  # type: ignore[union-attr]
            **kwargs,
        )


def review_on_job(job: Job, reader: Any) -> dict[str, Any] | None:
    """The review, once there is one; before, the customer is asked for it when they can write it."""
    review = Review.objects.visible_to(reader).filter(job=job).with_people().first()
    if review is not None:
        return {"shown": ShownReview(review, reader)}
    if reader.pk != job.customer_id or job.provider is None or not job.is_confirmed:
        return None
    return {"provider": job.provider.display_name, "job": job}


def has_reviews(user: Any) -> bool:
    return user.is_authenticated and not user.is_staff


JOB_PANELS.register(JobPanel("top", "reviews/partials/on_job.html", review_on_job))
ACCOUNT_NAV.register(NavEntry(gettext_lazy("Reviews"), "/reviews/", "star", has_reviews, order=45))

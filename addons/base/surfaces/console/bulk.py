"""One transition for many records: those ticked, or all that the list shows.

"All" is asked of the list's own filters, search, view and `visible_to`, never of the table. What is
done is done in steps, each a request of its own with its report, so that a page shows progress and
nothing waits for the last of thousands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ...live.topics import key_of
from ...workflow.actors import Door
from ...workflow.arguments import Arguments
from ...workflow.available import available
from ...workflow.bulk import Outcome, Status, perform_many
from ...workflow.compose import flow_of
from ...workflow.declare import Transition
from ...workflow.errors import DoorError
from ...workflow.steps import check_arguments
from ..portal import data_of, show_errors
from .listing import Listing
from .pickers import dress

# Above this the number has to be typed.
ASKED_TWICE = 100
MOST = 10_000
# So many are tried before the dialog opens, to say what will become of them.
TRIED = 200
STEP = 100
OWN = ("confirm", "keys", "done", "refused", "total")


@dataclass(frozen=True)
class Choice:
    """A transition that some of the selected records offer."""

    spec: Transition
    count: int
    reasons: list[tuple[str, int]]


class Selection(Listing):
    """Which records are meant: `id=…` for those ticked, `all=1` for all that match the list."""

    columns: list[Any] = []
    paginate_by = None

    def get_index_url(self) -> str:
        return str(self.viewset.url("index"))

    @cached_property
    def is_all(self) -> bool:
        return "all" in self.request.GET

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """What the list shows: its view, filters and search over what the actor may see."""
        # Whole records: what is offered may depend on columns that no list shows.
        return self.get_queryset().defer(None)

    @cached_property
    def selected(self) -> QuerySet[Any]:
        if self.is_all:
            return self.matching
        given = self.request.GET.getlist("id")
        keys = [pk for key in given if (pk := key_of(self.model, key)) is not None]
        return self.matching.filter(pk__in=keys)

    @cached_property
    def count(self) -> int:
        return self.selected.order_by()[: MOST + 1].count()

    @property
    def query(self) -> str:
        """The list's filters and what is ticked: every step asks with the same."""
        return str(self.request.GET.urlencode())

    def choices(self) -> list[Choice]:
        """What the first of them offer, with how many take it and why others do not."""
        counts: Counter[str] = Counter()
        reasons: dict[str, Counter[str]] = {}
        for record in self.selected[:TRIED]:
            for option in available(record, self.request.user, via=Door.CONSOLE):
                if option.enabled:
                    counts[option.name] += 1
                else:
                    reasons.setdefault(option.name, Counter())[str(option.reason)] += 1
        transitions = flow_of(self.model).transitions
        return [
            Choice(spec, counts[name], reasons.get(name, Counter()).most_common())
            for name, spec in transitions.items()
            if name in counts or name in reasons
        ]


class OptionsView(Selection):
    """The buttons of the footer, fetched for what is ticked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "choices": self.choices(),
            "viewset": self.viewset,
            "query": self.query,
            "is_sample": self.count > TRIED,
        }
        response = render(request, "base/console/bulk/options.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response


class BulkView(Selection):
    """The dialog of one transition for all of them; POST does a step and reports it."""

    http_method_names = ["get", "post"]

    @cached_property
    def spec(self) -> Transition:
        transitions = flow_of(self.model).transitions.values()
        found = next((s for s in transitions if s.path == self.kwargs["transition"]), None)
        if found is None or found.creates or Door.CONSOLE not in found.doors:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form(), status=200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form()
        data = self.without_own(data_of(request, form) if form is not None else {})
        if "keys" in request.POST:
            return self.step(data, request.POST["keys"].split(","))
        if self.count > MOST:
            text = _("That is more than %(most)s. Narrow the list by filters first.")
            return self.draw(form, status=422, notice=text % {"most": f"{MOST:,}"})
        if self.count > ASKED_TWICE and request.POST.get("confirm", "").strip() != str(self.count):
            text = _("Type %(count)s to go on.") % {"count": self.count}
            return self.draw(form, status=422, notice=text)
        if error := self.wrong_input(data):
            return self.draw(form, status=422, notice=show_errors(form, error))
        keys = [str(pk) for pk in self.selected.values_list("pk", flat=True)]
        return self.step(data, keys, total=len(keys))

    def form(self) -> Any:
        arguments = self.spec.arguments
        if arguments is None:
            return None
        kwargs: dict[str, Any] = {}
        if issubclass(arguments, Arguments):
            kwargs = {"record": self.selected.first(), "actor": self.request.user}
        if self.request.method == "POST":
            return arguments(self.request.POST, self.request.FILES, **kwargs)
        return arguments(**kwargs)

    def without_own(self, data: Any) -> Any:
        data = data.copy()
        for name in OWN:
            data.pop(name, None)
        return data

    def wrong_input(self, data: Any) -> DoorError | None:
        """What the first of them says to the input, so that it is not said a thousand times."""
        first = self.selected.first()
        try:
            check_arguments(self.spec, data, None, record=first, actor=self.request.user)
        except DoorError as error:
            return error
        return None

    def step(self, data: Any, keys: list[str], *, total: int = 0) -> HttpResponse:
        """Do the next few, report them, and come again for the rest."""
        now, rest = keys[:STEP], keys[STEP:]
        is_first = bool(total)
        total = total or self.given("total")
        wanted = [pk for key in now if (pk := key_of(self.model, key)) is not None]
        records = {
            r.pk: r for r in self.viewset.visible_to(self.request.user).filter(pk__in=wanted)
        }
        outcome = perform_many(
            [records[pk] for pk in wanted if pk in records],
            self.spec.name,
            actor=self.request.user,
            via=Door.CONSOLE,
            data=data,
        )
        context = self.shown() | {
            "done": self.given("done") + outcome.done,
            "refused": self.given("refused") + len(wanted) - outcome.done,
            "handled": total - len(rest),
            "total": total,
            "rest": ",".join(rest),
            "failures": list(self.failures(outcome, records)),
            "data": list(flattened(data)),
        }
        template = "progress" if is_first else "step"
        return render(self.request, f"base/console/bulk/{template}.html", context)

    def given(self, name: str) -> int:
        text = self.request.POST.get(name, "")
        return int(text) if text.isdecimal() else 0

    def failures(self, outcome: Outcome, records: dict[Any, Any]) -> Iterator[dict[str, str]]:
        """Record and reason of each that did not go through."""
        for result in outcome.results:
            if result.status is not Status.DONE:
                yield {
                    "name": str(records[result.pk]),
                    "url": self.viewset.record_url(result.pk),
                    "reason": str(result.error or ""),
                }

    def shown(self) -> dict[str, Any]:
        return {"viewset": self.viewset, "spec": self.spec, "query": self.query}

    def draw(self, form: Any, *, status: int, notice: str = "") -> HttpResponse:
        choice = next((c for c in self.choices() if c.spec is self.spec), None)
        tried = min(self.count, TRIED)
        if (first := self.selected.first()) is not None:
            url = self.viewset.url("do", first.pk, self.spec.path)
            dress(form, viewset=self.viewset, url=url, record=first, user=self.request.user)
        context = self.shown() | {
            "form": form,
            "notice": notice,
            "count": self.count,
            "matching": self.matching.order_by()[: MOST + 1].count(),
            "most": MOST,
            "choice": choice,
            "tried": tried,
            "elsewhere": tried
            - (choice.count + sum(n for _r, n in choice.reasons) if choice else 0),
            "must_type": self.count > ASKED_TWICE,
        }
        response = render(self.request, "base/console/bulk/dialog.html", context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


def flattened(data: Any) -> Iterator[tuple[str, Any]]:
    """The arguments as hidden fields for the next step."""
    if isinstance(data, QueryDict):
        for name, values in data.lists():
            for value in values:
                yield name, value
    else:
        yield from data.items()

"""What a provider says about themselves: plain forms, each valid by itself."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.catalog.models import ServiceCategory, ServiceItem

from .languages import name_of
from .models import DayOff, Provider, ProviderItemPrice, ProviderService, WorkingHours

# Offered to tick; the API takes any.
LANGUAGES = ("hi", "en", "pa", "ur", "bn", "mr", "ta", "te", "kn", "ml", "gu", "ar", "ne")
SPANS_A_DAY = 3
FURTHEST = 730

Span = tuple[time, time]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks what `edit` is given; the photo is a file here and an image there."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), required=False, widget=forms.CheckboxSelectMultiple
    )
    photo = forms.FileField(
        label=_("A new photo"),
        required=False,
        help_text=_("A clear picture of your face. JPEG, PNG or WebP, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Provider
        fields = ["display_name", "bio", "languages", "latitude", "longitude", "radius_km"]
        widgets = {
            "bio": forms.Textarea(attrs={"rows": 5}),
            "latitude": forms.NumberInput(attrs={"step": "any"}),
            "longitude": forms.NumberInput(attrs={"step": "any"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = dict.fromkeys((*LANGUAGES, *self.instance.languages))
        choices = [(code, name_of(code)) for code in codes]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """What is given to the door, the photo aside."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProviderService
        fields = ["category", "price", "unit"]
        widgets = {"price": forms.NumberInput(attrs={"min": 0, "step": "0.01"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = ServiceCategory.objects.live()
        if self.instance.pk:
            # What is no longer offered may still be kept as it is.
            live = live | ServiceCategory.objects.filter(pk=self.instance.category_id)
        self.fields["category"].queryset = live  # type: ignore[attr-defined]
        self.fields["category"].empty_label = _("Choose a service")  # type: ignore[attr-defined]


ServiceForms = inlineformset_factory(
    Provider,
    ProviderService,
    form=ServiceForm,
    formset=BaseInlineFormSet,
    extra=1,
    max_num=30,
    validate_max=True,
)


class ItemPricesForm(forms.Form):
    """An own price for each piece of work in the services offered; empty is the usual price."""

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        self.own = {price.item_id: price for price in provider.item_prices.all()}
        self.items = list(items_of(provider))
        for item in self.items:
            own = self.own.get(item.pk)
            self.fields[f"item-{item.pk}"] = forms.DecimalField(
                label=item.name,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                required=False,
                initial=own.price if own else None,
                widget=forms.NumberInput(
                    attrs={"min": 0, "step": "0.01", "placeholder": f"{item.price:f}"}
                ),
            )

    @transaction.atomic
    def save(self) -> None:
        for item in self.items:
            price, own = self.cleaned_data[f"item-{item.pk}"], self.own.get(item.pk)
            if own is not None and price is None:
                own.delete()
            elif own is None and price is not None:
                ProviderItemPrice.objects.create(provider=self.provider, item=item, price=price)
            elif own is not None and own.price != price:
                own.price = price
                own.save()


def items_of(provider: Provider) -> Any:
    """The pieces of work in the services the provider offers."""
    wanted: set[int] = set()
    for service in provider.services.all():
        wanted |= {category.pk for category in service.category.lineage}
    items = ServiceItem.objects.live().filter(category__in=wanted).select_related("category")
    return items.order_by("category__path", "name")


class WeekForm(forms.Form):
    """A week of working hours: some stretches for each day, each from and to."""

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        stored: dict[int, list[Span]] = {day: [] for day in WEEKDAYS}
        for hours in provider.working_hours.all():
            stored[hours.weekday].append((hours.start, hours.end))
        self.places = {day: max(SPANS_A_DAY, len(stored[day])) for day in WEEKDAYS}
        for day, place in self.rows():
            span = stored[day][place] if place < len(stored[day]) else (None, None)
            for end, initial, label in zip(("from", "to"), span, (_("From"), _("To")), strict=True):
                self.fields[f"{day}-{place}-{end}"] = forms.TimeField(
                    label=label,
                    required=False,
                    initial=initial,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def rows(self) -> list[tuple[int, int]]:
        return [(day, place) for day, places in self.places.items() for place in range(places)]

    def days(self) -> list[dict[str, Any]]:
        """For the page: each day's name and its pairs of fields."""
        return [
            {
                "name": WEEKDAYS[day],
                "spans": [
                    (self[f"{day}-{place}-from"], self[f"{day}-{place}-to"])
                    for place in range(places)
                ],
            }
            for day, places in self.places.items()
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.spans: dict[int, list[Span]] = {day: [] for day in WEEKDAYS}
        for day, place in self.rows():
            start, end = given.get(f"{day}-{place}-from"), given.get(f"{day}-{place}-to")
            if (start is None) != (end is None):
                missing = "from" if start is None else "to"
                self.add_error(f"{day}-{place}-{missing}", _("Give both, or leave both empty."))
            elif start is not None and end is not None:
                if any(overlap((start, end), other) for other in self.spans[day]):
                    text = _("This overlaps with another stretch of the day.")
                    self.add_error(f"{day}-{place}-from", text)
                self.spans[day].append((start, end))
        return given

    @transaction.atomic
    def save(self) -> None:
        """The week as it is now, in the place of the one before."""
        self.provider.working_hours.all().delete()
        WorkingHours.objects.bulk_create(
            WorkingHours(provider=self.provider, weekday=day, start=start, end=end)
            for day, spans in self.spans.items()
            for start, end in sorted(spans)
        )


def overlap(one: Span, other: Span) -> bool:
    """Whether two stretches of a day share time; one that ends no later than it starts is a night."""
    (a, b), (c, d) = (minutes(span) for span in (one, other))
    return a < d and c < b


def minutes(span: Span) -> tuple[int, int]:
    start, end = (at.hour * 60 + at.minute for at in span)
    return start, end if end > start else end + 24 * 60


class DayOffForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = DayOff
        fields = ["first_day", "last_day"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in fields
        }
        labels = {"first_day": _("From"), "last_day": _("To")}

    def clean_last_day(self) -> date:
        last: date = self.cleaned_data["last_day"]
        today = timezone.localdate(clock.now())
        if last < today:
            raise forms.ValidationError(_("These days are over. Choose days to come."))
        if (last - today).days > FURTHEST:
            raise forms.ValidationError(_("Choose days within the next two years."))
        return last


class PictureForm(forms.Form):
    """One more picture for the portfolio."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Show no faces or papers of customers."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        required=False,
        help_text=_("Such as “New kitchen tap, Lodhi Colony”."),
    )
    category = forms.ModelChoiceField(
        ServiceCategory.objects.none(),
        label=_("Service"),
        required=False,
        empty_label=_("Of all your services"),
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = ServiceCategory.objects.filter(provider_services__provider=provider)
        self.fields["category"].queryset = offered  # type: ignore[attr-defined]

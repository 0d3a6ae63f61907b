"""What the transitions of a job, an offer and a work session ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.file_types import PICTURES
from addons.base.predicates import is_staff
from addons.base.surfaces.fields import AttachmentsField, Stars
from addons.base.workflow import Arguments, RecordChoice, System
from addons.base.workflow.arguments import LineForm, Lines
from addons.catalog.models import ServiceCategory, ServiceItem

from .points import PAYMENT_METHODS, methods_for

# Names that are kept for addons: asked for while these are off, the answer is a kind one.
RESERVED_METHODS = {"cash": _("Cash"), "wallet": _("Wallet"), "card": _("Card")}
NOT_OFFERED_YET = _("This way to pay is not offered yet. Choose cash.")

WRONG_STARS = dict.fromkeys(
    ("invalid", "min_value", "max_value"), _("rating_stars must be an integer between 1 and 5")
)


def method_choices() -> list[tuple[str, Any]]:
    """The ways to pay by key, in the order in which they are shown."""
    methods = sorted(PAYMENT_METHODS.items(), key=lambda item: item[1].order)
    return list((RESERVED_METHODS | {key: method.label for key, method in methods}).items())


def why_not_after(category: ServiceCategory) -> str:
    """What to do where the work is paid before it begins and was to be paid after it."""
    ways = " / ".join(str(method.label) for method in methods_for(category).values())
    if not ways:
        return gettext(
            "This service is paid before the work, which is not possible here yet. Ask us."
        )
    return gettext("This service is paid before the work. Choose: %(ways)s.") % {"ways": ways}


class ItemLine(LineForm):
    item = forms.ModelChoiceField(ServiceItem.objects.all(), label=_("Service"))
    quantity = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=20, required=False, initial=1
    )


class TimeField(forms.DateTimeField):
    """A start in the future, to the quarter hour that the calendar knows."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        if at is not None and at < clock.now():
            raise forms.ValidationError(_("This time is past. Choose a later one."))
        return at


def to_micro_degrees(degrees: float) -> Decimal:
    """Phones give fourteen decimals; six are eleven centimetres."""
    return Decimal(str(round(degrees, 6)))


class BookArguments(Arguments):
    category = forms.ModelChoiceField(
        ServiceCategory.objects.all(), to_field_name="slug", label=_("Service")
    )
    provider = RecordChoice(
        "providers.Provider",
        among="verified",
        required=False,
        label=_("Provider"),
        empty_label=_("Anyone near"),
    )
    items = Lines(ItemLine, required=False, label=_("What is to be done"), max_lines=20)
    description = forms.CharField(
        label=_("What is the matter?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    address = forms.CharField(label=_("Address"), max_length=300)
    area = forms.CharField(
        label=_("Area"),
        max_length=100,
        required=False,
        help_text=_("What a provider sees before accepting, such as the neighbourhood."),
    )
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    scheduled_at = TimeField(
        required=False, label=_("When"), help_text=_("Leave empty for as soon as possible.")
    )
    payment_method = forms.ChoiceField(choices=method_choices, label=_("How you pay"))
    photos = AttachmentsField(required=False, label=_("Photos"), max_files=6)
    customer = forms.ModelChoiceField(
        get_user_model()._default_manager.all(),
        required=False,
        label=_("For customer"),
        widget=forms.HiddenInput,
    )

    def clean_latitude(self) -> Decimal:
        return to_micro_degrees(self.cleaned_data["latitude"])

    def clean_longitude(self) -> Decimal:
        return to_micro_degrees(self.cleaned_data["longitude"])

    def clean_category(self) -> ServiceCategory:
        category: ServiceCategory = self.cleaned_data["category"]
        if not category.is_bookable:
            raise forms.ValidationError(_("This service cannot be booked. Choose another one."))
        return category

    def clean_payment_method(self) -> str:
        method: str = self.cleaned_data["payment_method"]
        if method in PAYMENT_METHODS:
            return method
        if isinstance(self.actor, System):
            return "cash"  # of a booking made ahead, whose way to pay went with its addon
        raise forms.ValidationError(NOT_OFFERED_YET)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        category, method = given.get("category"), given.get("payment_method")
        if category is not None and method is not None and method not in methods_for(category):
            self.add_error("payment_method", why_not_after(category))
        return given

    def clean_photos(self) -> list[Any]:
        photos: list[Any] = self.cleaned_data["photos"]
        if any(photo.content_type not in PICTURES.values() for photo in photos):
            raise forms.ValidationError(_("Send pictures only: JPEG, PNG or WebP."))
        return photos

    def clean_customer(self) -> Any:
        customer = self.cleaned_data["customer"]
        books_for_others = isinstance(self.actor, System) or is_staff(self.actor)
        if customer is not None and customer != self.actor and not books_for_others:
            raise forms.ValidationError(_("You can book for yourself only."))
        return customer


class ChooseProviderArguments(Arguments):
    provider = RecordChoice("providers.Provider", among="verified", label=_("Provider"))


class AssignArguments(ChooseProviderArguments):
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class RejectArguments(Arguments):
    reason = forms.CharField(
        label=_("Why (only staff see it)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class RescheduleArguments(Arguments):
    scheduled_at = TimeField(label=_("New time"))
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class StartArguments(Arguments):
    code = forms.CharField(
        label=_("Start code"),
        max_length=6,
        required=False,
        help_text=_("Four digits that the customer reads to you at the door."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self.record, "start_code", None) == "":
            self.fields["code"].widget = forms.HiddenInput()


class FinishArguments(Arguments):
    """The rating is the customer's; anybody else who sends one is told so."""

    rating_stars = forms.IntegerField(
        min_value=1,
        max_value=5,
        required=False,
        label=_("Stars"),
        error_messages=WRONG_STARS,
        widget=Stars,
    )
    rating_description = forms.CharField(
        label=_("How was it?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_customer:
            for field in self.fields.values():
                field.widget = forms.HiddenInput()

    @property
    def is_customer(self) -> bool:
        pk = getattr(self.actor, "pk", None)
        return pk is not None and pk == getattr(self.record, "customer_id", None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.is_customer:
            for name in ("rating_stars", "rating_description"):
                if given.get(name):
                    self.add_error(name, _("only the seeker can rate"))
        return given


class OfferArguments(Arguments):
    job = RecordChoice("jobs.Job")
    provider = RecordChoice("providers.Provider")


class OpenArguments(Arguments):
    job = RecordChoice("jobs.Job")


class SessionFinishArguments(Arguments):
    completed_by = forms.ModelChoiceField(get_user_model()._default_manager.all(), required=False)
    completed_as = forms.CharField(max_length=10)
    rating_stars = forms.IntegerField(min_value=1, max_value=5, required=False)
    rating_description = forms.CharField(max_length=2000, required=False)

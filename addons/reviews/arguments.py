"""What the transitions of a review ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addons.base.surfaces.fields import AttachmentsField, Stars
from addons.base.uploads import is_picture
from addons.base.workflow import Arguments, RecordChoice

MOST_PHOTOS = 6
STARS = _("Choose one to five stars.")


class WriteArguments(Arguments):
    job = RecordChoice("jobs.Job", label=_("Job"))
    stars = forms.IntegerField(
        label=_("How was it?"),
        min_value=1,
        max_value=5,
        widget=Stars,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), STARS),
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What went well, what did not? Do not name addresses or telephone numbers."),
    )
    photos = AttachmentsField(label=_("Photos"), required=False, max_files=MOST_PHOTOS)

    def clean_photos(self) -> list[Any]:
        photos: list[Any] = self.cleaned_data["photos"]
        if not all(map(is_picture, photos)):
            raise forms.ValidationError(_("Send JPEG, PNG or WebP pictures."))
        return photos


class AnswerArguments(Arguments):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read it below the review. You can answer once."),
    )


class HideArguments(Arguments):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The customer and the provider read it."),
    )


class OfJobArguments(Arguments):
    job = RecordChoice("jobs.Job")

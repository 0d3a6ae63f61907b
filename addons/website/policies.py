from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string

from addons.base.policies import Policy

from .contrast import contrast, ink_on, is_readable, nearest_readable

# The theme's grounds that text in the brand's colour stands on.
LIGHT = ("#f4f7f7", "#ffffff")
DARK = ("#0b1214", "#131d20")
LOGO = "max-480x128|format-webp"

is_colour = RegexValidator("^#[0-9a-fA-F]{6}$", _("Write a colour such as #0b5d68."))


def colour_field(name: Any, **kwargs: Any) -> models.CharField[str, str]:
    return models.CharField(name, max_length=7, blank=True, validators=[is_colour], **kwargs)


class BrandSettings(Policy):
    """The name, the colours and whom to ask for help, on every page of the portal."""

    icon = "view"
    name = models.CharField(_("name"), max_length=60, blank=True)
    tagline = models.CharField(_("what you promise"), max_length=120, blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown in place of the name, 32 pixels high. Readable on light and dark."),
    )
    colour = colour_field(_("brand colour"), help_text=_("Of buttons and links on a light page."))
    colour_dark = colour_field(
        _("brand colour in the dark"), help_text=_("The same on a dark page; mostly lighter.")
    )
    accent = colour_field(_("accent"), help_text=_("Of times and countdowns, nothing else."))
    support_phone = models.CharField(_("telephone for help"), max_length=20, blank=True)
    support_mail = models.EmailField(_("e-mail for help"), blank=True)
    legal = models.TextField(
        _("legal text"), blank=True, help_text=_("In small print at the foot of every page.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("logo")], _("Name")),
        MultiFieldPanel(
            [FieldPanel("colour"), FieldPanel("colour_dark"), FieldPanel("accent")], _("Colours")
        ),
        MultiFieldPanel([FieldPanel("support_phone"), FieldPanel("support_mail")], _("Help")),
        FieldPanel("legal"),
    ]

    class Meta:
        verbose_name = _("Brand")

    def clean(self) -> None:
        """Refuse a colour that cannot be read, and name the nearest one that can."""
        errors = {}
        for name, grounds in (("colour", LIGHT), ("colour_dark", DARK)):
            colour = getattr(self, name)
            if is_written(colour) and not is_readable(colour, grounds):
                ratio = min(contrast(colour, ground) for ground in grounds)
                text = _(
                    "Text in %(colour)s is hard to read (%(ratio).1f, needs 4.5). Take %(shade)s."
                )
                shade = nearest_readable(colour, grounds)
                errors[name] = ValidationError(
                    text, params={"colour": colour, "ratio": ratio, "shade": shade}
                )
        if errors:
            raise ValidationError(errors)

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The theme's `brand`: what is not decided is left out, and the theme's own stands."""
        values = {
            "name": self.name or settings.WAGTAIL_SITE_NAME,
            "tagline": self.tagline,
            "logo": self.logo.get_rendition(LOGO).url if self.logo else "",
            "legal": self.legal,
        }
        for name in ("colour", "colour_dark", "accent"):
            if colour := getattr(self, name):
                values |= {name: colour, f"on_{name}": ink_on(colour)}
        if self.accent:
            values["accent_dark"] = self.accent
        return {name: value for name, value in values.items() if value}


def is_written(colour: str) -> bool:
    """Whether it is a colour at all; what is not has an error of its own."""
    return bool(re.fullmatch("#[0-9a-fA-F]{6}", colour))

"""The blocks that show what can be booked and who is free."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Min, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from addons.base.templatetags.theme import moment
from addons.catalog.models import ServiceCategory
from addons.providers.models import Provider, ProviderService
from addons.providers.points import action_url, soonest

from .blocks import HeroBlock, Line

SHOWN_PEOPLE = 3
FACE = "fill-128x128|format-webp|webpquality-80"


class MarketHeroBlock(HeroBlock):
    """The banner, with those who are free soonest beside the search."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        cards = soonest(SHOWN_PEOPLE)
        prefetch_related_objects([card.provider for card in cards], "photo__renditions")
        context["people"] = [
            {
                "name": card.provider.display_name,
                "url": card.provider.get_absolute_url(),
                "photo": photo.get_rendition(FACE).url if (photo := card.provider.photo) else "",
                "service": next((s.category.name for s in card.provider.services.all()), ""),
                "price": card.price,
                "at": moment(card.next_slot) if card.next_slot else "",
            }
            for card in cards
        ]
        context["on_duty"] = Provider.objects.on_duty().count()
        user = getattr(context.get("request"), "user", None)
        if user is not None and user.is_authenticated:
            usual = user.addresses.filter(latitude__isnull=False).first()
            context["usual_area"] = usual.area if usual else ""
        return context


class CategoriesBlock(blocks.StructBlock):
    """What can be asked for, each with the lowest price of those on duty."""

    title = Line(label=_("title"))
    lead = Line(label=_("text below it"), required=False)
    all = Line(label=_("words of the link to all"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Services")
        template = "website/blocks/categories.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        prices = lowest_prices()
        tree = ServiceCategory.objects.live().tree()
        context["categories"] = [
            {
                "category": category,
                "url": action_url(None, category) or f"/providers/?category={category.slug}",
                "price": min(
                    (price for path, price in prices if path.startswith(category.path)),
                    default=None,
                ),
            }
            for category in tree
        ]
        return context


def lowest_prices() -> list[tuple[str, Decimal]]:
    """The path of each category somebody on duty works in, and their lowest price there."""
    services = ProviderService.objects.filter(provider__in=Provider.objects.on_duty())
    lowest = services.order_by().values("category__path").annotate(lowest=Min("price"))
    return [(row["category__path"], row["lowest"]) for row in lowest]

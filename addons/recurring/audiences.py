"""Who is told of what happens to a series. Nobody is written to about what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from addons.base.models import Event

from .models import Occurrence, Series


def series_of(event: Event) -> Series:
    series: Series = Series.objects.with_people().get(pk=event.record_id)
    return series


def occurrence_of(event: Event) -> Occurrence:
    """The date that the event handled."""
    dates = Occurrence.objects.select_related("instead_of", "job__provider")
    return dates.get(series=event.record_id, on=event.arguments["on"])


def both_sides(event: Event) -> set[int]:
    series = series_of(event)
    people = {series.customer_id, series.provider.user_id if series.provider else None}
    return {person for person in people if person not in {None, event.actor_id}}  # type: ignore[misc]


def customer_of(event: Event) -> Iterable[int]:
    return {series_of(event).customer_id} - {event.actor_id}


def provider_of(event: Event) -> Iterable[int]:
    provider = series_of(event).provider
    return [provider.user_id] if provider else []


def customer_and_dispatchers(event: Event) -> Iterable[int]:
    people = get_user_model()._default_manager.filter(groups__name="dispatcher", is_active=True)
    return {*customer_of(event), *people.values_list("pk", flat=True)}


# Of a booked date exactly one of these three tells.


def if_as_ever(event: Event) -> Iterable[int]:
    date = occurrence_of(event)
    return () if date.instead_of or date.price_changed else customer_of(event)


def if_somebody_else_comes(event: Event) -> Iterable[int]:
    return customer_of(event) if occurrence_of(event).instead_of else ()


def if_the_price_changed(event: Event) -> Iterable[int]:
    date = occurrence_of(event)
    return customer_of(event) if date.price_changed and not date.instead_of else ()

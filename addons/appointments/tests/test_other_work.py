"""One hour of one person, wanted by a customer for a talk and by a job: one of the two has it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from unittest.mock import patch

import pytest

from addons.appointments.models import Appointment
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create, perform
from addons.catalog.models import ServiceCategory
from addons.providers.models import ProviderService, TakenTimeQuerySet

from .arrange import assert_sound, book, in_days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("jobs")]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people of the other fixtures have to be there for other connections."""


@pytest.fixture
def offered(bob, tara):
    """A job at ten in two days, offered to Tara, who repairs taps, too."""
    from addons.jobs.models import Job

    category = ServiceCategory.objects.create(name="Plumbing", slug="plumbing")
    ProviderService.objects.create(provider=tara, category=category, price=D("500.00"))
    data = {
        "category": "plumbing",
        "provider": tara.pk,
        "description": "The kitchen tap drips.",
        "address": "12 Main Street",
        "latitude": "28.6",
        "longitude": "77.2",
        "scheduled_at": in_days().isoformat(),
        "payment_method": "cash",
    }
    return create(Job, actor=bob, data=data, via=Door.PORTAL)


def accept(job, tara):
    from addons.jobs.flow import JobFlow

    return perform(job, JobFlow.accept, actor=tara.user, via=Door.PORTAL)


def test_a_job_is_not_accepted_over_an_appointment(offered, alice, tara):
    book(alice, tara, in_days())
    with pytest.raises(DoorError) as refusal:
        accept(offered, tara)
    assert refusal.value.code == "slot_taken"


def test_no_time_is_booked_over_a_job(offered, alice, tara):
    accept(offered, tara)
    with pytest.raises(DoorError) as refusal:
        book(alice, tara, in_days() + timedelta(minutes=30))
    assert refusal.value.code == "slot_taken"
    assert in_days() not in tara.free_starts(in_days().date(), minutes=30)


def both_at_once(offered, alice, tara):
    def act(number):
        return book(alice, tara, in_days()) if number % 2 else accept(offered, tara)

    at_once(8, act)
    offered.refresh_from_db()
    return (offered.state == "assigned") + Appointment.objects.count()


def test_of_a_job_and_an_appointment_at_once_one_has_the_time(offered, alice, tara):
    assert both_at_once(offered, alice, tara) == 1
    assert_sound()


def test_without_asking_for_other_work_both_have_the_time(offered, alice, tara):
    with patch.object(TakenTimeQuerySet, "_others_take", return_value=False):
        assert both_at_once(offered, alice, tara) == 2

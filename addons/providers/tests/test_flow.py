"""Who is let in, who switches the duty, and what nobody may."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.events.model import Event
from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import (
    Conflict,
    Door,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    System,
)
from addons.base.workflow.available import available
from addons.base.workflow.doors import create, edit, perform
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderStanding
from addons.providers.states import Duty

from .arrange import CENTRE, applicant, change, dispatcher, do, person, provider

pytestmark = pytest.mark.django_db
SYSTEM = System("test")
APPLICATION = {"display_name": "Raj", "latitude": 28.6, "longitude": 77.2}


def test_anybody_signed_in_applies_once():
    user = person()
    made = create(Provider, actor=user, via=Door.PORTAL, data=APPLICATION)
    assert (made.state, made.duty, made.user) == ("applied", Duty.OFF_DUTY, user)
    assert made.radius_km == 10
    with pytest.raises(Refused, match="applied already"):
        create(Provider, actor=user, via=Door.PORTAL, data=APPLICATION)
    with pytest.raises(NotSignedIn):
        create(Provider, actor=AnonymousUser(), via=Door.PORTAL, data=APPLICATION)


def test_counting_begins_with_the_application():
    made = applicant()
    assert ProviderStanding.objects.get(provider=made).rating is None


def test_only_dispatchers_and_support_managers_verify():
    made = applicant()
    for actor in (made.user, person(is_staff=True)):
        with pytest.raises(Forbidden):
            do(made, ProviderFlow.verify, actor=actor)
    assert do(made, ProviderFlow.verify, actor=dispatcher()).state == "verified"


def test_an_applicant_cannot_go_on_duty():
    with pytest.raises(Conflict) as refused:
        do(applicant(), ProviderFlow.go_on_duty)
    assert refused.value.code == "wrong_state"


def test_the_duty_switch_leaves_an_event_and_keeps_the_state():
    on = provider()
    off = do(on, ProviderFlow.go_off_duty)
    assert (off.state, off.duty) == ("verified", Duty.OFF_DUTY)
    switched = list(Event.objects.of(off).order_by("sequence").values_list("transition", flat=True))
    assert switched == ["apply", "verify", "go_on_duty", "go_off_duty"]


def test_the_switch_offers_the_other_side_and_says_when_it_stands_there_already():
    on = provider()
    with pytest.raises(Conflict, match="on duty already"):
        do(on, ProviderFlow.go_on_duty)
    assert [option.name for option in available(on, on.user)] == ["go_off_duty"]


def test_nobody_else_switches_my_duty():
    with pytest.raises(Forbidden):
        do(provider(), ProviderFlow.go_off_duty, actor=provider().user)


def test_only_work_makes_busy_and_free():
    on = provider()
    with pytest.raises(Forbidden):
        do(on, ProviderFlow.become_busy)
    busy = do(on, ProviderFlow.become_busy, actor=SYSTEM)
    assert busy.is_busy
    assert do(busy, ProviderFlow.become_free, actor=SYSTEM).is_on_duty


def test_who_went_off_duty_during_work_stays_off():
    busy = do(provider(), ProviderFlow.become_busy, actor=SYSTEM)
    off = do(busy, ProviderFlow.go_off_duty)
    assert do(off, ProviderFlow.become_free, actor=SYSTEM).duty == Duty.OFF_DUTY


def test_suspending_needs_a_reason_and_takes_off_duty():
    on, staff = provider(), dispatcher()
    with pytest.raises(Invalid) as refused:
        do(on, ProviderFlow.suspend, actor=staff)
    assert "reason" in refused.value.errors
    suspended = do(on, ProviderFlow.suspend, actor=staff, reason="No papers")
    assert (suspended.state, suspended.duty) == ("suspended", Duty.OFF_DUTY)
    with pytest.raises(Conflict):
        do(suspended, ProviderFlow.go_on_duty)
    assert do(suspended, ProviderFlow.reinstate, actor=staff).state == "verified"


def test_work_that_was_taken_on_can_end_while_suspended():
    busy = do(provider(), ProviderFlow.become_busy, actor=SYSTEM)
    suspended = do(busy, ProviderFlow.suspend, actor=dispatcher(), reason="No papers")
    assert do(suspended, ProviderFlow.become_free, actor=SYSTEM).duty == Duty.OFF_DUTY


def test_customers_see_the_verified_and_oneself_and_staff_see_all():
    verified, waiting = provider(), applicant()

    def seen_by(actor):
        return set(Provider.objects.visible_to(actor))

    assert seen_by(AnonymousUser()) == seen_by(person()) == {verified}
    assert seen_by(waiting.user) == seen_by(person(is_staff=True)) == {verified, waiting}


def test_others_do_not_even_find_an_applicant():
    with pytest.raises(NotFound):
        do(applicant(), ProviderFlow.verify, actor=person())


def test_one_edits_ones_own_profile_and_nothing_that_counts():
    mine = provider()
    assert change(mine, bio="Leaks only", languages=["en", "hi"]).languages == ["en", "hi"]
    for name in ("state", "duty", "user", "cell"):
        with pytest.raises(Invalid) as refused:
            change(mine, **{name: "1"})
        assert name in refused.value.errors
    with pytest.raises(Forbidden):
        edit(mine, actor=person(), via=Door.REST, data={"bio": "Mine now"})


def test_moving_moves_the_cell():
    mine = applicant(at=CENTRE)
    moved = change(mine, latitude=19.0760, longitude=72.8777)
    assert moved.cell != mine.cell
    assert Provider.objects.get(pk=mine.pk).cell == moved.cell
    assert moved.distance_to(*CENTRE) == pytest.approx(1_150_000, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": 91},
        {"longitude": "east"},
        {"latitude": None},
        {"radius_km": 0},
        {"radius_km": 5000},
        {"display_name": ""},
        {"languages": "en"},
        {"languages": ["en", "en"]},
        {"languages": ["klingonese"]},
        {"languages": [1]},
    ],
)
def test_a_wrong_profile_is_refused(wrong):
    mine = provider()
    with pytest.raises(Invalid):
        change(mine, **wrong)
    assert Provider.objects.get(pk=mine.pk).version == mine.version


def test_a_busy_provider_goes_back_on_duty_by_hand():
    busy = do(provider(), ProviderFlow.become_busy, actor=SYSTEM)
    assert perform(busy, ProviderFlow.go_on_duty, actor=busy.user, via=Door.PORTAL).is_on_duty


class TestProviderFlow(FlowContract):
    model = Provider
    everybody = frozenset({"oneself", "stranger", "agent", "dispatcher", "manager"})
    checking = frozenset({"dispatcher", "manager"})
    allowed = {
        ProviderFlow.apply: everybody,
        ProviderFlow.verify: checking,
        ProviderFlow.suspend: checking,
        ProviderFlow.reinstate: checking,
        ProviderFlow.go_on_duty: {"oneself"} | checking,
        ProviderFlow.go_off_duty: {"oneself"} | checking,
        ProviderFlow.become_busy: set(),
        ProviderFlow.become_free: set(),
        ProviderFlow.forget: set(),
    }
    data = {
        ProviderFlow.apply: APPLICATION,
        ProviderFlow.suspend: {"reason": "No papers"},
    }

    @pytest.fixture
    def actors(self, db):
        return {
            "oneself": make_person("raj"),
            "stranger": make_person("asha"),
            "agent": make_person("agent", roles=("support_agent",)),
            "dispatcher": make_person("dispatcher", roles=("dispatcher",)),
            "manager": make_person("manager", roles=("support_manager",)),
            "nobody": AnonymousUser(),
        }

    def fresh(self, actors):
        mine = Provider.objects.filter(user=actors["oneself"]).first()
        return mine or create(Provider, actor=actors["oneself"], via=Door.REST, data=APPLICATION)

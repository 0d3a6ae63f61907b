"""A repeatable transition: one does it, everybody else gets the record as the first left it."""

from __future__ import annotations

import pytest

from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.tests.parcels import pack, send, stream
from addons.base.workflow import Conflict, Door, Forbidden, NotFound
from addons.base.workflow.bulk import Status, perform_many
from addons.base.workflow.doors import perform
from tests.dummy.flow import SlipFlow
from tests.dummy.models import Slip

CROWD = 64


def sign(slip, actor, **options):
    return perform(slip, SlipFlow.sign, actor=actor, via=Door.CONSOLE, **options)


@pytest.fixture
def slip(sent):
    return sent.slips.get()


def test_who_comes_second_gets_what_the_first_did_and_leaves_no_event(slip, carl, ada):
    first = sign(slip, carl)
    second = sign(slip, ada)
    assert (second.state, second.version, second.chain) == ("signed", first.version, first.chain)
    assert [event.transition for event in stream(slip)].count("sign") == 1


def test_who_may_not_is_refused_also_as_the_second(slip, carl, ann, bob):
    sign(slip, carl)
    with pytest.raises(Forbidden):
        sign(slip, ann)
    with pytest.raises(NotFound):
        sign(slip, bob)


def test_an_old_page_is_no_reason_to_refuse_either_of_them(slip, carl, ada):
    drawn_with = slip.version
    perform(slip, SlipFlow.remark, actor=ada, via=Door.REST, data={"remark": "wet"})
    assert sign(slip, carl, version=drawn_with).state == "signed"
    assert sign(slip, ada, version=drawn_with).state == "signed"


def test_what_is_not_repeatable_stays_a_conflict(slip, carl):
    sign(slip, carl)
    with pytest.raises(Conflict):
        perform(slip, SlipFlow.remark, actor=carl, via=Door.REST, data={"remark": "wet"})


def test_in_a_selection_it_counts_as_done(slip, carl, ada):
    sign(slip, carl)
    outcome = perform_many([slip], SlipFlow.sign, actor=ada, via=Door.CONSOLE)
    assert [result.status for result in outcome.results] == [Status.DONE]
    assert [event.transition for event in stream(slip)].count("sign") == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it_and_all_are_answered_alike(transactional_db):
    ann, carl = make_person("Ann"), make_person("Carl", roles=("carrier",))
    slip: Slip = send(pack(ann), ann).slips.get()
    answers = at_once(CROWD, lambda _number: sign(slip, carl))
    assert {getattr(answer, "version", answer) for answer in answers} == {slip.version + 1}
    assert [event.transition for event in stream(slip)].count("sign") == 1

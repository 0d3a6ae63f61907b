"""What `manage.py demo --scale` copies of jobs holds, talk and sessions included."""

from __future__ import annotations

import pytest

from addons.base.events.copies import copy_rows
from addons.base.events.verify import breaks
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.jobs.demo import copied
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, Occupied, Offer, WorkSession

pytestmark = pytest.mark.django_db


def test_ended_jobs_are_copied_whole_and_running_ones_are_not(started, alice, bob, book, mira):
    talk = Conversation.objects.about(started.work_sessions.get()).get()
    chat.say(talk, actor=alice, text="Gate 2, please.", via=Door.PORTAL)
    job = perform(started, JobFlow.complete, actor=alice, data={}, via=Door.PORTAL)
    book(mira, by=bob)
    taken = Occupied.objects.count()
    copy_rows(copied(), times=4)
    assert Job.objects.ended().count() == 5
    assert Job.objects.under_way().count() == 1
    assert (Offer.objects.count(), WorkSession.objects.count()) == (6, 5)
    assert Occupied.objects.count() == taken
    assert list(breaks()) == []
    copy = Job.objects.ended().exclude(pk=job.pk).first()
    said = Conversation.objects.about(copy.work_sessions.get()).get().messages.get()
    assert said.text == "Gate 2, please."

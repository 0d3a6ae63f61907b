"""Who reads and writes a conversation, until when, and what is left of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from addons.base import clock
from addons.base.models import Attachment, Event
from addons.base.uploads import inspect, keep, may_read
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, NotFound, NotSignedIn
from addons.chat import points as chat
from addons.chat.models import Conversation, Message
from addons.chat.points import HEARD, KEEPERS
from addons.chat.schedules import delete_expired_messages, expire_conversations

pytestmark = pytest.mark.django_db


def say(talk, who, text="Hello", **more):
    return chat.say(talk, actor=who, text=text, via=Door.PORTAL, **more)


def read(talk, who):
    return [message.text for message in talk.messages.readable_by(who)]


def sees(who):
    return Conversation.objects.visible_to(who).exists()


def a_file(who):
    content = inspect(SimpleUploadedFile("note.txt", b"The gate code is 1234"))
    return keep(content, name="note.txt", actor=who)


def close_and_let_pass(about, hours):
    chat.close(about, readable_until=clock.now() + timedelta(hours=24))
    return clock.travelled(timedelta(hours=hours))


def test_only_those_who_take_part_and_staff_see_it(talk, ann, bob, carl, sue):
    assert [sees(who) for who in (ann, bob, sue, carl, AnonymousUser())] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_who_takes_no_part_cannot_write(talk, carl):
    with pytest.raises(NotFound):
        say(talk, carl)
    with pytest.raises((NotFound, NotSignedIn)):
        say(talk, AnonymousUser())


def test_who_has_left_neither_reads_nor_writes(talk, ann):
    talk.participants.filter(person=ann).update(left_at=clock.now())
    assert not sees(ann)
    with pytest.raises(NotFound):
        say(talk, ann)


def test_what_is_said_is_kept_word_for_word(talk, ann, bob):
    for text in ("The door is open <b>now</b>", "🔧" * 5000, "  two\nlines  "):
        say(talk, ann, text)
        assert talk.messages.readable_by(bob).last().text == text


@pytest.mark.parametrize("text", ["", "   \n", "🔧" * 5001])
def test_nothing_and_too_much_are_refused_and_leave_nothing(talk, ann, text):
    with pytest.raises(Invalid) as refusal:
        say(talk, ann, text)
    assert list(refusal.value.errors) == ["text"]
    assert not Message.objects.exists()


def test_a_message_is_an_event_without_its_words(talk, ann):
    message = say(talk, ann, "SECRET")
    event = Event.objects.of(talk).get(kind="message")
    assert event.arguments == {"message": message.pk}
    assert "SECRET" not in str(Event.objects.filter(pk=event.pk).values())


def test_internal_words_are_for_staff_only(talk, ann, sue):
    with pytest.raises(Forbidden):
        say(talk, ann, internal=True)
    say(talk, sue, "SECRET", internal=True)
    assert read(talk, sue) == ["SECRET"]
    assert read(talk, ann) == []
    assert chat.unread_count(ann) == 0


def test_after_its_work_it_is_read_only(talk, about, ann, bob):
    say(talk, ann)
    chat.close(about, readable_until=clock.now() + timedelta(hours=24))
    assert read(talk, bob) == ["Hello"]
    assert sees(bob)
    with pytest.raises(Conflict) as refusal:
        say(talk, ann)
    assert refusal.value.code == "read_only"


def test_expiry_hides_it_from_those_who_talked_and_not_from_support(talk, about, ann, bob, sue):
    say(talk, ann)
    with close_and_let_pass(about, 25):
        assert (expire_conversations(), expire_conversations()) == (1, 0)
        assert (sees(ann), sees(bob), sees(sue)) == (False, False, True)
        assert read(talk, sue) == ["Hello"]


def test_before_its_time_nothing_expires(talk, about, ann):
    say(talk, ann)
    with close_and_let_pass(about, 23):
        assert (expire_conversations(), delete_expired_messages()) == (0, 0)
        assert sees(ann)


def test_words_and_files_are_deleted_once_nothing_needs_them(talk, about, ann):
    message = say(talk, ann, "See the file", files=[a_file(ann)])
    path = Path(message.files.get().file.path)
    assert path.exists()
    with close_and_let_pass(about, 25):
        expire_conversations()
        delete_expired_messages()
        delete_expired_messages()
    assert not Message.objects.exists()
    assert not Attachment.objects.exclude(file="").exists()
    assert not path.exists()


def test_words_stay_for_support_while_an_open_case_needs_them(talk, about, ann, sue, monkeypatch):
    say(talk, ann)
    monkeypatch.setattr(KEEPERS, "_entries", {"a case": lambda conversation: True})
    with close_and_let_pass(about, 25):
        expire_conversations()
        assert delete_expired_messages() == 0
        assert read(talk, sue) == ["Hello"]


def test_marks_say_how_far_one_has_read_and_never_go_back(talk, ann, bob):
    first, last = say(talk, ann), say(talk, ann)
    assert (chat.unread_count(bob), chat.unread_count(ann)) == (2, 0)
    chat.mark_read(talk, bob, up_to=last.pk)
    chat.mark_read(talk, bob, up_to=first.pk)
    assert chat.unread_count(bob) == 0
    assert talk.participants.get(person=bob).read_up_to == last.pk


def test_what_all_others_have_read_is_seen(talk, ann, bob, sue):
    first, last = say(talk, ann), say(talk, ann)
    assert chat.seen_up_to(talk, ann) == 0
    chat.mark_read(talk, bob, up_to=first.pk)
    chat.mark_read(talk, sue, up_to=last.pk)
    assert chat.seen_up_to(talk, ann) == first.pk


def test_reading_marks_as_read_for_who_takes_part_only(talk, ann, bob, sue):
    say(talk, ann)
    chat.read(talk, sue)
    assert chat.unread_count(bob) == 1
    chat.read(talk, bob)
    assert chat.unread_count(bob) == 0


def test_somebody_elses_file_cannot_be_sent(talk, ann, carl):
    file = a_file(carl)
    say(talk, ann, files=[a_file(ann)])
    with pytest.raises(Conflict):
        say(talk, ann, files=[Attachment.objects.exclude(record_id="").get()])
    assert file.record_id == ""


def test_a_file_of_an_internal_message_is_for_staff_as_the_message_is(talk, ann, sue):
    file = a_file(sue)
    say(talk, sue, "Between us", files=[file], internal=True)
    file.refresh_from_db()
    assert may_read(file, sue)
    assert not may_read(file, ann)


def test_who_listens_hears_each_message_in_its_transaction_and_may_refuse_it(
    talk, ann, monkeypatch
):
    heard = []

    def listen(conversation, message, actor, via):
        heard.append((message.text, actor, via))
        if message.text == "No":
            raise Conflict

    monkeypatch.setitem(HEARD._entries, talk.about_type, listen)
    say(talk, ann, "Yes")
    with pytest.raises(Conflict):
        say(talk, ann, "No")
    assert heard == [("Yes", ann, Door.PORTAL), ("No", ann, Door.PORTAL)]
    assert read(talk, ann) == ["Yes"]

"""Drafts, replies that can be taken back, and two who answer at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from addons.base.models import Attachment
from addons.base.uploads import may_read
from addons.base.workflow import Conflict, Forbidden, Invalid, NotFound
from addons.chat.models import Conversation
from addons.desk.models import Draft, HeldReply
from addons.desk.schedules import forget_what_was_sent, send_what_was_held
from addons.desk.sending import Answered, Seen, keep_draft, send, take_back, thread_of
from addons.tickets.flow import TicketFlow
from addons.tickets.tests.conftest import act, again, clock_of, write

from .conftest import pages_of, reply, said, seen, undo_within

pytestmark = pytest.mark.django_db


def draft_of(ticket, agent):
    return Draft.objects.filter(ticket=ticket, agent=agent).first()


# --- drafts ----------------------------------------------------------------------------------------


def test_a_draft_is_kept_for_its_writer_and_restored(ticket, kim, lee):
    pages = pages_of(kim)
    url = f"/admin/desk/{ticket.pk}/draft/"
    assert pages.post(url, {"text": "Dear Al", "key": "k", "kind": "reply"}).status_code == 204
    assert pages.post(url, {"text": "Dear Alice", "key": "k", "kind": "note"}).status_code == 204
    assert "Dear Alice" in pages.get(f"/admin/desk/{ticket.pk}/").content.decode()
    assert draft_of(ticket, kim).internal
    assert "Dear Alice" not in pages_of(lee).get(f"/admin/desk/{ticket.pk}/").content.decode()


def test_an_emptied_draft_is_gone_and_a_sent_one_too(ticket, kim):
    keep_draft(ticket, agent=kim, text="Dear", key="k", internal=False)
    keep_draft(ticket, agent=kim, text=" ", key="k", internal=False)
    assert draft_of(ticket, kim) is None
    keep_draft(ticket, agent=kim, text="Dear", key="k", internal=False)
    reply(ticket, kim, key="k")
    assert draft_of(ticket, kim) is None


def test_a_draft_that_comes_after_its_reply_is_not_kept(ticket, kim):
    reply(ticket, kim, key="k")
    keep_draft(ticket, agent=kim, text="On", key="k", internal=False)
    assert draft_of(ticket, kim) is None


def test_nobody_drafts_or_answers_where_they_may_not(ticket, alice, bob):
    for person, refusal in ((bob, NotFound), (alice, Forbidden)):
        with pytest.raises(refusal):
            keep_draft(ticket, agent=person, text="Hi", key="k", internal=False)
        with pytest.raises(refusal):
            reply(ticket, person)


# --- replies ---------------------------------------------------------------------------------------


def test_a_reply_goes_out_after_its_moment_and_not_before(ticket, kim, later):
    reply(ticket, kim)
    assert send_what_was_held() == 0
    assert said(ticket) == []
    with later(seconds=9):
        assert send_what_was_held() == 1
        assert send_what_was_held() == 0
    assert said(ticket) == ["On it."]
    assert not clock_of(ticket, "first_response").is_running


def test_a_reply_taken_back_is_a_draft_again_and_never_sent(ticket, kim, later):
    held = reply(ticket, kim)
    take_back(held.pk, agent=kim)
    with later(minutes=5):
        assert send_what_was_held() == 0
    assert said(ticket) == []
    assert draft_of(ticket, kim).text == "On it."


def test_what_was_written_meanwhile_stays_below_what_is_taken_back(ticket, kim):
    held = reply(ticket, kim)
    keep_draft(ticket, agent=kim, text="One thing more.", key="next", internal=False)
    take_back(held.pk, agent=kim)
    assert draft_of(ticket, kim).text == "On it.\n\nOne thing more."


def test_a_sent_reply_cannot_be_taken_back_nor_somebody_elses(ticket, kim, lee, later):
    held = reply(ticket, kim)
    with pytest.raises(NotFound):
        take_back(held.pk, agent=lee)
    with later(seconds=9):
        send_what_was_held()
    with pytest.raises(Conflict):
        take_back(held.pk, agent=kim)
    pages = pages_of(kim)
    answer = pages.post(f"/admin/desk/held/{held.pk}/take-back/")
    assert "sent already" in answer["HX-Trigger"]


def test_sent_once_more_after_a_lost_answer_is_sent_once(ticket, kim, later):
    first, second = reply(ticket, kim, key="k"), reply(ticket, kim, key="k")
    assert first == second
    with later(seconds=9):
        send_what_was_held()
        assert reply(ticket, kim, key="k") == first
        send_what_was_held()
    assert said(ticket) == ["On it."]


def test_a_note_is_written_down_at_once_and_reaches_no_customer(ticket, kim, alice):
    reply(ticket, kim, "Check the meter.", internal=True)
    assert said(ticket) == ["Check the meter."]
    shown = thread_of(ticket).messages.readable_by(alice)
    assert "Check the meter." not in [each.text for each in shown]
    assert clock_of(ticket, "first_response").is_running


def test_without_a_moment_to_undo_it_is_sent_at_once(ticket, kim):
    undo_within(0)
    reply(ticket, kim)
    assert said(ticket) == ["On it."]


def test_nothing_and_too_much_are_refused(ticket, kim):
    for text in (" ", "x" * 5001):
        with pytest.raises(Invalid):
            reply(ticket, kim, text, key="k")


def test_what_is_refused_when_its_moment_comes_is_a_draft_with_the_reason(ticket, kim, later):
    held = reply(ticket, kim)
    kim.groups.clear()
    with later(seconds=9):
        assert send_what_was_held() == 0
        assert send_what_was_held() == 0
    held.refresh_from_db()
    assert (held.outcome, held.text) == ("refused", "")
    assert said(ticket) == []
    draft = draft_of(ticket, kim)
    assert draft.text == "On it." and draft.refusal


def test_keys_of_sent_replies_are_forgotten_after_some_days(ticket, kim, later):
    undo_within(0)
    reply(ticket, kim)
    assert forget_what_was_sent() == 0
    with later(days=3):
        assert forget_what_was_sent() == 1
    assert said(ticket) == ["On it."]


# --- two at once -----------------------------------------------------------------------------------


def test_who_sends_after_somebody_else_is_shown_the_other_answer_first(ticket, kim, lee, alice):
    before = seen(ticket)
    held = reply(ticket, kim)
    with pytest.raises(Answered) as warned:
        reply(ticket, lee, "I am on it.", seen=before)
    assert warned.value.held == [held]
    send(held)
    with pytest.raises(Answered) as warned:
        reply(ticket, lee, "I am on it.", seen=before)
    assert [each.text for each in warned.value.messages] == ["On it."]
    # Who has decided about it while it was held is not asked once more.
    decided = Seen(message=before.message, held=held.pk)
    assert reply(ticket, lee, "I am on it.", seen=decided).outcome == "waiting"


def test_the_customers_own_word_warns_too_and_notes_do_not(ticket, kim, lee, alice):
    before = seen(ticket)
    write(ticket, lee, "Careful.", internal=True)
    assert reply(ticket, kim, "First.", seen=before)
    write(ticket, alice, "Never mind!")
    with pytest.raises(Answered):
        reply(ticket, kim, "Second.", seen=before)


def test_answering_a_waiting_ticket_leaves_it_where_it_is(ticket, kim, later):
    act(ticket, TicketFlow.start, kim)
    act(again(ticket), TicketFlow.wait, kim)
    reply(ticket, kim)
    with later(seconds=9):
        send_what_was_held()
    assert again(ticket).state == "waiting"
    assert Conversation.objects.about(ticket).count() == 1
    assert HeldReply.objects.get().outcome == "sent"


# --- files -----------------------------------------------------------------------------------------


def bring(pages, ticket, *names, content=b"Twice 500.00"):
    files = [SimpleUploadedFile(name, content) for name in names]
    return pages.post(f"/admin/desk/{ticket.pk}/files/", {"files": files})


def last_files(ticket):
    return [file.name for file in thread_of(ticket).messages.order_by("-pk")[0].files.all()]


def test_files_go_with_the_draft_and_reach_the_customer_with_the_reply(ticket, kim, alice, later):
    assert "bill.txt" in bring(pages_of(kim), ticket, "bill.txt", "gate.txt").content.decode()
    assert "gate.txt" in pages_of(kim).get(f"/admin/desk/{ticket.pk}/").content.decode()
    reply(ticket, kim)
    assert draft_of(ticket, kim) is None
    with later(seconds=9):
        send_what_was_held()
    assert last_files(ticket) == ["bill.txt", "gate.txt"]
    sent = thread_of(ticket).messages.order_by("-pk")[0].files.all()
    assert all(may_read(file, alice) for file in sent)


def test_files_alone_are_a_reply_and_nothing_at_all_is_none(ticket, kim, later):
    bring(pages_of(kim), ticket, "bill.txt")
    reply(ticket, kim, text="", key="k")
    with later(seconds=9):
        send_what_was_held()
    assert last_files(ticket) == ["bill.txt"]
    with pytest.raises(Invalid):
        reply(ticket, kim, text="", key="next")


def test_a_reply_taken_back_keeps_its_files_and_a_draft_without_text_too(ticket, kim):
    bring(pages_of(kim), ticket, "bill.txt")
    take_back(reply(ticket, kim).pk, agent=kim)
    keep_draft(ticket, agent=kim, text="", key="next", internal=False)
    assert [file.name for file in draft_of(ticket, kim).files.all()] == ["bill.txt"]


def test_a_file_of_a_note_is_read_by_no_customer(ticket, kim, lee, alice):
    bring(pages_of(kim), ticket, "meter.txt")
    reply(ticket, kim, "Look.", internal=True)
    file = thread_of(ticket).messages.order_by("-pk")[0].files.get()
    assert may_read(file, lee)
    assert not may_read(file, alice)


def test_a_file_is_taken_away_again_by_its_writer_alone(ticket, kim, lee):
    pages = pages_of(kim)
    bring(pages, ticket, "bill.txt")
    file = draft_of(ticket, kim).files.get()
    url = f"/admin/desk/{ticket.pk}/files/{file.pk}/remove/"
    assert pages_of(lee).post(url).status_code == 404
    assert "bill.txt" not in pages.post(url).content.decode()
    assert draft_of(ticket, kim) is None
    assert pages.post(url).status_code == 404


def test_what_is_no_harmless_file_or_one_too_many_is_refused_with_the_reason(ticket, kim):
    pages = pages_of(kim)
    answer = bring(pages, ticket, "page.html", content=b"<html><script>1</script></html>")
    assert "c-notice" in answer.content.decode()
    assert draft_of(ticket, kim) is None
    bring(pages, ticket, *(f"{number}.txt" for number in range(6)))
    assert "at most 6 files" in bring(pages, ticket, "7.txt").content.decode()
    assert draft_of(ticket, kim).files.count() == 6


def test_nobody_brings_files_where_they_may_not(ticket, alice, bob):
    for person in (alice, bob):
        assert bring(pages_of(person), ticket, "bill.txt").status_code in (302, 403, 404)
        assert not Attachment.objects.filter(uploaded_by=person).exists()

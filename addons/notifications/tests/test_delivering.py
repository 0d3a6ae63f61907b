"""Everybody is told once, in their language, whatever goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.base.points import EFFECTS
from addons.notifications import channels, delivering
from addons.notifications.delivering import NotDelivered, notify
from addons.notifications.models import Delivery, Notification, NotificationTemplate, Preference
from addons.notifications.points import CHANNELS

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing(monkeypatch):
    """Replaces what sends mail."""

    def replace_by(send):
        entry = channels.Channel("email", "E-mail", channels.email_of, send)
        monkeypatch.setitem(CHANNELS._entries, "email", entry)

    return replace_by


def states():
    return dict(Delivery.objects.values_list("channel", "state"))


def refuse(letter):
    raise OSError("nobody@example.com")


def test_inbox_and_mail_say_what_happened(declare, event, asha):
    notify(declare(), event)
    line = Notification.objects.of(asha).get()
    assert line.title == "Books is on its way" and "₹150.00" in line.text
    assert line.url == f"/dummy/{event.record_id}/" and line.kind == "base.sent"
    (letter,) = mail.outbox
    assert letter.to == [asha.email] and letter.subject == line.title
    assert f"{settings.BASE_URL}{line.url}" in letter.body and "preferences" in letter.body
    assert states() == {"inbox": "sent", "email": "sent"}


def test_nobody_is_told_twice_of_one_event(declare, event):
    notice = declare()
    for _ in range(3):
        notify(notice, event)
    assert len(mail.outbox) == 1 and Notification.objects.count() == 1
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_what_failed_is_sent_again_and_the_rest_is_not(declare, event, mailing):
    notice = declare()
    mailing(refuse)
    with pytest.raises(NotDelivered):
        notify(notice, event)
    assert states() == {"inbox": "sent", "email": "failed"}
    failed = Delivery.objects.get(channel="email")
    assert "OSError" in failed.error and "nobody" not in failed.error
    mailing(channels.send_mail)
    notify(notice, event)
    assert states() == {"inbox": "sent", "email": "sent"}
    assert len(mail.outbox) == 1 and Notification.objects.count() == 1


def test_one_person_who_cannot_be_reached_does_not_keep_the_others_from_it(
    declare, event, asha, bala, mailing
):
    def refuse_asha(letter):
        if letter.delivery.user == asha:
            raise OSError
        channels.send_mail(letter)

    mailing(refuse_asha)
    with pytest.raises(NotDelivered):
        notify(declare(audience=lambda event: [asha.pk, bala.pk]), event)
    assert [letter.to for letter in mail.outbox] == [[bala.email]]


def test_mail_whose_worker_was_stopped_is_not_sent_again_and_the_log_says_so(
    declare, event, mailing, monkeypatch
):
    def stop(letter):
        raise SystemExit

    notice = declare()
    mailing(stop)
    with pytest.raises(SystemExit):
        notify(notice, event)
    mailing(channels.send_mail)
    with clock.travelled(timedelta(seconds=settings.WORKER_TIMEOUT + 1)):
        notify(notice, event)
    assert states()["email"] == "unknown" and mail.outbox == []


def test_inbox_line_whose_worker_was_stopped_is_there_once(declare, event, monkeypatch):
    end = delivering._end

    def stop(*args, **kwargs):
        raise SystemExit

    notice = declare(channels=["inbox"])
    monkeypatch.setattr(delivering, "_end", stop)
    with pytest.raises(SystemExit):
        notify(notice, event)
    monkeypatch.setattr(delivering, "_end", end)
    with clock.travelled(timedelta(seconds=settings.WORKER_TIMEOUT + 1)):
        notify(notice, event)
    assert states() == {"inbox": "sent"} and Notification.objects.count() == 1


def test_two_at_once_tell_once(declare, event):
    """The second read the row before the first took it."""
    notice = declare(channels=["email"])
    delivering._prepare(notice, event)
    first, second = Delivery.objects.get(), Delivery.objects.get()
    values = notice.context(event)
    assert delivering._deliver(notice, first, values)
    assert delivering._deliver(notice, second, values)
    assert len(mail.outbox) == 1


def test_without_the_guard_two_at_once_tell_twice(declare, event, monkeypatch):
    notice = declare(channels=["email"])
    delivering._prepare(notice, event)
    first, second = Delivery.objects.get(), Delivery.objects.get()
    monkeypatch.setattr(delivering, "_take", lambda delivery: True)
    values = notice.context(event)
    assert delivering._deliver(notice, first, values)
    assert delivering._deliver(notice, second, values)
    assert len(mail.outbox) == 2


def test_who_has_no_address_is_in_the_log_and_not_tried_again(declare, event, asha):
    asha.email = None
    asha.save()
    notify(declare(), event)
    assert states() == {"inbox": "sent", "email": "unreachable"}


def test_who_may_not_sign_in_any_more_is_not_told(declare, event, asha):
    asha.is_active = False
    asha.save()
    notify(declare(), event)
    assert not Delivery.objects.exists()


def test_reader_is_told_in_their_language_and_time_zone(declare, event, asha):
    asha.language, asha.time_zone = "hi", "Asia/Tokyo"
    asha.save()
    NotificationTemplate.objects.create(
        notice="base.sent", channel="inbox", language="hi", subject="{what} रास्ते में", text="{when}"
    )
    notify(declare(channels=["inbox"]), event)
    line = Notification.objects.get()
    assert line.title == "Books रास्ते में"
    # Nine hours ahead of UTC, without summer time.
    assert f"{(event.at + timedelta(hours=9)):%M}" in line.text


def test_failing_values_break_nothing_and_are_tried_again(declare, event):
    notice = declare(context=lambda event: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        notify(notice, event)
    assert states() == {"inbox": "waiting", "email": "waiting"}


def test_missing_value_is_a_failure_in_the_log(declare, event):
    with pytest.raises(NotDelivered):
        notify(declare(context=lambda event: {}), event)
    assert states() == {"inbox": "failed", "email": "failed"}
    assert "KeyError" in Delivery.objects.first().error


def test_changed_text_that_no_longer_fits_gives_way_to_the_usual_one(declare, event):
    NotificationTemplate.objects.create(
        notice="base.sent", channel="inbox", language="en", subject="{gone}"
    )
    notify(declare(), event)
    assert Notification.objects.get().title == "Books is on its way"
    assert "gone" in Delivery.objects.get(channel="inbox").error


def test_value_can_begin_no_second_header_and_is_not_looked_into(declare, event):
    evil = "x\r\nBcc: all@example.com {when}"
    values = {"what": evil, "when": event.at, "price": 1}
    notify(declare(context=lambda event: values), event)
    (letter,) = mail.outbox
    assert letter.subject == "x Bcc: all@example.com {when} is on its way"
    assert letter.recipients() == ["asha@example.com"]


def test_notice_leads_only_to_pages_of_this_site(declare, event):
    notify(declare(url=lambda event: "https://evil.example/"), event)
    assert Notification.objects.get().url == ""
    assert "evil" not in mail.outbox[0].body


def test_who_does_not_want_a_mail_gets_none(declare, event, asha):
    Preference.objects.create(user=asha, notice="base.sent", channel="email", wanted=False)
    notify(declare(), event)
    assert mail.outbox == [] and Notification.objects.count() == 1


def test_what_the_law_asks_is_told_in_any_case(declare, event, asha):
    Preference.objects.create(user=asha, notice="base.sent", channel="email", wanted=False)
    notify(declare(locked=["email"]), event)
    assert len(mail.outbox) == 1


def test_notice_is_an_effect_of_its_transition_and_is_tried_again_with_it(declare, event, mailing):
    declare()
    name = "base.sent.notice.send"
    assert EFFECTS[name].after.__name__ == "send"
    mailing(refuse)
    EffectRun.objects.all().delete()
    run = EffectRun.objects.create(event=event, effect=name, not_before=event.at)
    assert run_owed_effects() == 1
    run.refresh_from_db()
    assert "NotDelivered" in run.error
    mailing(channels.send_mail)
    with clock.travelled(timedelta(hours=1)):
        run_owed_effects()
    run.refresh_from_db()
    assert run.done_at and len(mail.outbox) == 1

"""Texts are data: fields from an allow-list, and nothing else happens in them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from addons.accounts.tests.people import make, signed_in
from addons.notifications.models import Delivery, NotificationTemplate
from addons.notifications.seeds import templates
from addons.notifications.texts import fill, one_line, shown, unknown_fields

HARMLESS = [
    "{{ settings.SECRET_KEY }}",
    "{% load x %}",
    "{what.__class__}",
    "{what[0]}",
    "{what!r:>9}",
    "{}",
    "{0}",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_is_more_than_fields_is_refused(text):
    assert unknown_fields(text, ["what"]) or fill(text, {"what": "x"}) == text


def test_values_are_put_in_place_and_not_looked_into():
    assert fill("{a}{b}", {"a": "{b}", "b": "{a}"}) == "{b}{a}"


def test_subject_is_one_line():
    assert one_line("a\r\nBcc:\u2028 b\x0b c") == "a Bcc: b c"


def test_values_are_shown_as_the_reader_writes_them():
    noon = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
    with translation.override("en"), timezone.override("Asia/Kolkata"):
        assert shown(noon) == "January 2, 17:30" and shown(Decimal("20")) == "₹20.00"
    assert shown(None) == "" and shown(noon.date())


@pytest.fixture
def template(declare, db):
    declare()
    templates()
    return NotificationTemplate.objects.get(notice="base.sent", channel="email", language="en")


def test_there_is_a_text_for_each_notice_channel_and_language(template):
    of_notice = NotificationTemplate.objects.filter(notice="base.sent")
    assert of_notice.count() == 2 * 3
    template.subject = "Mine"
    template.save()
    templates()
    template.refresh_from_db()
    assert template.subject == "Mine" and of_notice.count() == 2 * 3


@pytest.mark.parametrize(
    ("field", "text"), [("text", "{who}"), ("subject", "{what} {who}"), ("subject", "a\nb")]
)
def test_text_that_cannot_be_filled_is_refused(template, field, text):
    setattr(template, field, text)
    with pytest.raises(ValidationError) as refused:
        template.full_clean()
    assert list(refused.value.message_dict) == [field]


@pytest.fixture
def administrator(db):
    return signed_in(make("admin@example.com", name="Anjali Mathur", role="administrator"))


def edit(template):
    return f"/admin/notifications/texts/edit/{template.pk}/"


def test_staff_change_a_text_and_go_back_to_the_usual_one(template, administrator):
    page = administrator.get(edit(template))
    assert "{what} is on its way" in page.content.decode()
    changes = {"subject": "{what} was sent", "text": "Dear you,\r\n{what}."}
    assert administrator.post(edit(template), changes).status_code == 302
    template.refresh_from_db()
    assert template.subject == "{what} was sent" and template.is_changed
    administrator.post(edit(template), {"subject": "", "text": ""})
    template.refresh_from_db()
    assert not template.is_changed


def test_saving_the_usual_words_changes_nothing(template, administrator):
    usual = template.usual()
    administrator.post(edit(template), {name: f"{text}\r\n" for name, text in usual.items()})
    template.refresh_from_db()
    assert not template.is_changed


def test_unknown_field_is_said_at_the_form(template, administrator):
    answer = administrator.post(edit(template), {"subject": "{who}", "text": ""})
    assert answer.status_code == 200 and "{who} is not known here" in answer.content.decode()


def test_list_shows_each_text_and_whether_it_was_changed(template, administrator):
    page = administrator.get("/admin/notifications/texts/").content.decode()
    assert ("A parcel is sent" in page and "हिन्दी" in page) or "Hindi" in page


def test_texts_of_addons_that_are_off_are_kept_and_not_shown(template, administrator):
    NotificationTemplate.objects.create(notice="gone.x", channel="email", language="en")
    assert "gone.x" not in administrator.get("/admin/notifications/texts/").content.decode()


@pytest.mark.parametrize("path", ["new/", "delete/{}/"])
def test_nobody_adds_or_removes_a_text(template, administrator, path):
    answer = administrator.get(f"/admin/notifications/texts/{path.format(template.pk)}")
    assert answer.status_code in (302, 403, 404)
    assert NotificationTemplate.objects.filter(pk=template.pk).exists()


def test_log_shows_what_was_sent_to_staff_who_may_see_it(declare, event, administrator):
    from addons.notifications.delivering import notify

    notify(declare(), event)
    page = administrator.get("/admin/notifications/sent/").content.decode()
    assert "Asha Rao" in page and "A parcel is sent" in page
    finance = signed_in(make("finance@example.com", name="Farah Khan", role="finance"))
    assert finance.get("/admin/notifications/sent/").status_code in (302, 403)
    dispatcher = signed_in(make("dispatcher@example.com", name="Dev", role="dispatcher"))
    assert dispatcher.get("/admin/notifications/sent/").status_code == 200
    assert dispatcher.get("/admin/notifications/texts/").status_code in (302, 403)


def test_log_cannot_be_written(declare, event, administrator):
    from addons.notifications.delivering import notify

    notify(declare(), event)
    delivery = Delivery.objects.first()
    for path in ("new/", f"edit/{delivery.pk}/", f"delete/{delivery.pk}/"):
        answer = administrator.post(f"/admin/notifications/sent/{path}", {})
        assert answer.status_code in (302, 403, 404)
    assert Delivery.objects.count() == 2

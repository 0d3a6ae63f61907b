"""One's own inbox: on pages, in the API and live; and the choice of what to be told."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from addons.accounts.models import ApiToken, User
from addons.base.points import PERSONAL, STREAMS
from addons.notifications.delivering import notify
from addons.notifications.models import Delivery, Notification, Preference
from addons.notifications.preferences import choices_of, wanted_channels

pytestmark = pytest.mark.django_db

API = "/api/v1/notifications/"


@pytest.fixture
def visitor(asha):
    client = Client()
    client.force_login(asha)
    return client


@pytest.fixture
def line(declare, event, asha):
    notify(declare(), event)
    return Notification.objects.get()


@pytest.fixture
def api(asha):
    return bearer(asha)


def bearer(user: User) -> Client:
    token = ApiToken.objects.issue(user=user, name="test", expires_at=None)
    return Client(headers={"authorization": f"Bearer {token}"})


def more(user, event, number):
    rows = [
        Notification(
            user=user, event=event, kind=f"x.{i}", title=f"N {i}", created_at=timezone.now()
        )
        for i in range(number)
    ]
    Notification.objects.bulk_create(rows)


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "preferences/", "1/"])
def test_pages_are_for_who_is_signed_in(path, db):
    assert Client().get(f"/notifications/{path}").url.startswith("/accounts/login/")


def test_inbox_shows_what_is_new_and_the_bell_counts_it(visitor, line):
    page = visitor.get("/notifications/").content.decode()
    assert line.title in page and "Mark all as read" in page
    assert "data-unread>1<" in page


def test_empty_inbox_says_what_will_be_there(visitor):
    assert "Nothing new" in visitor.get("/notifications/").content.decode()


def test_inbox_fetches_itself_as_a_part(visitor, line):
    part = visitor.get("/notifications/", headers={"HX-Request": "true"}).content.decode()
    assert line.title in part and "<html" not in part and part.count('id="inbox"') == 1


def test_opening_a_line_reads_it_and_leads_on(visitor, line):
    answer = visitor.get(f"/notifications/{line.pk}/")
    assert answer.url == line.url
    line.refresh_from_db()
    assert line.read_at


def test_line_of_somebody_else_is_not_there(line, bala):
    client = Client()
    client.force_login(bala)
    assert client.get(f"/notifications/{line.pk}/").status_code == 404
    assert line.title not in client.get("/notifications/").content.decode()
    line.refresh_from_db()
    assert line.read_at is None


def test_everything_is_read_at_once(visitor, line):
    assert visitor.post("/notifications/read-all/").status_code == 302
    assert not Notification.objects.unread().exists()


@pytest.mark.usefixtures("only_its_own_queries")
def test_inbox_asks_as_often_for_many_lines_as_for_one(
    visitor, asha, event, line, django_assert_num_queries
):
    visitor.get("/notifications/")
    with CaptureQueriesContext(connection) as for_one:
        visitor.get("/notifications/")
    more(asha, event, 19)
    with django_assert_num_queries(len(for_one)):
        visitor.get("/notifications/")


# --- what one wants to be told -----------------------------------------------------------------


def test_person_switches_a_channel_off_and_on_again(visitor, declare, asha):
    notice = declare()
    page = visitor.get("/notifications/preferences/").content.decode()
    assert "A parcel is sent" in page and page.count("checked") == 2
    visitor.post("/notifications/preferences/", {"wanted": ["base.sent:inbox"]})
    assert wanted_channels(notice, asha) == ["inbox"]
    visitor.post("/notifications/preferences/", {"wanted": ["base.sent:inbox", "base.sent:email"]})
    assert wanted_channels(notice, asha) == ["inbox", "email"]


def test_locked_choice_cannot_be_switched_off(visitor, declare, asha):
    notice = declare(locked=["email"])
    assert "disabled" in visitor.get("/notifications/preferences/").content.decode()
    visitor.post("/notifications/preferences/", {})
    assert wanted_channels(notice, asha) == ["email"]
    assert not Preference.objects.filter(channel="email").exists()


def test_choices_that_do_not_concern_somebody_are_not_offered_nor_taken(visitor, declare, asha):
    declare(concerns=lambda user: user.is_staff)
    visitor.post("/notifications/preferences/", {"wanted": []})
    assert list(choices_of(asha)) == [] and not Preference.objects.exists()


def test_channel_that_is_not_usual_can_be_chosen(visitor, declare, asha):
    notice = declare(channels=["inbox"])
    assert wanted_channels(notice, asha) == ["inbox"]
    visitor.post("/notifications/preferences/", {"wanted": ["base.sent:inbox", "base.sent:email"]})
    assert wanted_channels(notice, asha) == ["inbox", "email"]


# --- the API -----------------------------------------------------------------------------------


def test_api_lists_ones_own_with_those_unread(api, asha, bala, line, event):
    more(asha, event, 2)
    more(bala, event, 1)
    everything = api.get(API).json()
    assert everything["count"] == 3 and everything["results"][-1]["title"] == line.title
    assert set(everything["results"][0]) == {
        *("id", "kind", "title", "text", "url", "read_at", "created_at"),
    }
    api.post(f"{API}read/", {"ids": [line.pk]}, content_type="application/json")
    assert api.get(f"{API}?unread=true").json()["count"] == 2
    assert api.get(f"{API}?unread=false").json()["count"] == 1


def test_api_pages(api, asha, event):
    more(asha, event, 3)
    first = api.get(f"{API}?page_size=2").json()
    second = api.get(first["next"]).json()
    assert len(first["results"]) == 2 and len(second["results"]) == 1


@pytest.mark.parametrize("query", ["unread=perhaps", "page=0", "page_size=1000", "who=1"])
def test_api_refuses_what_it_does_not_know(api, query):
    assert api.get(f"{API}?{query}").status_code == 400


def test_api_marks_some_or_all_and_says_what_is_left(api, asha, event):
    more(asha, event, 3)
    some = list(Notification.objects.values_list("pk", flat=True)[:1])
    answer = api.post(f"{API}read/", {"ids": [*some, 10**18]}, content_type="application/json")
    assert answer.json() == {"unread": 2}
    answer = api.post(f"{API}read/", {"all": True}, content_type="application/json")
    assert answer.json() == {"unread": 0}


@pytest.mark.parametrize(
    "body", [{}, {"ids": [], "all": False}, {"ids": [1], "all": True}, {"ids": "x"}, {"x": 1}]
)
def test_api_wants_either_some_or_all(api, body):
    answer = api.post(f"{API}read/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400


def test_api_marks_nothing_of_somebody_else(line, bala):
    answer = bearer(bala).post(f"{API}read/", {"ids": [line.pk]}, content_type="application/json")
    assert answer.status_code == 200
    line.refresh_from_db()
    assert line.read_at is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_api_is_for_who_is_signed_in(db, method):
    path = API if method == "get" else f"{API}read/"
    assert getattr(Client(), method)(path).status_code == 401


# --- live, and forgotten -----------------------------------------------------------------------


def test_new_line_is_told_to_its_reader_with_the_count(line, asha):
    ((user_id, message),) = STREAMS["notifications.notification"].tell(line)
    assert user_id == asha.pk
    assert message["type"] == "notification" and message["unread"] == 1
    assert message["id"] == line.pk and "title" not in message


def test_person_is_given_and_forgotten_all_of_it(line, asha):
    Preference.objects.create(user=asha, notice="base.sent", channel="email", wanted=False)
    models = [Notification, Delivery, Preference]
    for model in models:
        personal = PERSONAL[model._meta.label]
        assert list(personal.export(asha))
        personal.erase(asha)
        assert not model.objects.exists()


def test_account_menu_leads_to_the_choices(visitor):
    assert "/notifications/preferences/" in visitor.get("/notifications/").content.decode()

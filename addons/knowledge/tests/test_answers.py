"""Answers are found, read by anybody in their language, and judged once by each."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import PageViewRestriction

from addons.base import clock
from addons.base.points import PERSONAL
from addons.base.testing.people import make_person
from addons.knowledge import voting
from addons.knowledge.models import AnswersPage, ArticlePage, Verdict
from addons.knowledge.points import answers_to
from addons.knowledge.seeds import first_page

from .conftest import write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def html(client, url, **headers):
    answer = client.get(url, headers=headers, follow=True)
    assert answer.status_code == 200, url
    return answer.content.decode()


def say(client, article, helped, **headers):
    return client.post(article.get_url(), {"helped": helped}, headers=headers)


def test_a_new_site_has_an_empty_knowledge_base_and_one_that_is_moved_stays(answers):
    assert first_page() == answers and AnswersPage.objects.count() == 1
    assert "Nothing is written here yet" in html(Client(), "/knowledge/")


def test_anybody_reads_subjects_articles_and_what_they_are_made_of(article):
    client = Client()
    assert "Payments" in html(client, "/answers/")
    assert "My card was charged twice" in html(client, "/answers/payments/")
    text = html(client, "/answers/payments/twice/")
    assert "The bank reserves the amount." in text and "<li>Look</li>" in text and "Mind it" in text


def test_everybody_reads_in_their_language_where_there_is_one(article):
    text = html(Client(), "/answers/payments/twice/", accept_language="hi")
    assert "दो बार पैसे कटे" in text and "My card" not in text
    assert "दो बार पैसे कटे" in html(Client(), "/answers/payments/", accept_language="hi")


def test_what_is_not_published_or_not_for_all_is_not_found(article):
    client = Client()
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert answers_to("charged twice", most=3) == []
    PageViewRestriction.objects.all().delete()
    article.unpublish()
    assert answers_to("charged twice", most=3) == []
    assert client.get("/answers/payments/twice/").status_code == 404


@pytest.mark.parametrize(
    "question", ["charged twice", "CARD charges", "the bank reserves", "why was my card charged"]
)
def test_the_words_of_a_question_find_its_answer(article, payments, question):
    write(payments, "Where is my invoice?", slug="invoice", body="Under invoices.")
    assert [each.pk for each in answers_to(question, most=3)][:1] == [article.pk]


@pytest.mark.parametrize(
    "question", ["", "a", "?!", "gardening in winter with friends", "%", "\x00"]
)
def test_what_nobody_has_written_about_finds_nothing(article, question):
    assert answers_to(question, most=3) == []
    assert Client().get("/answers/", {"q": question}).status_code == 200


def test_words_in_the_title_come_first(article, payments):
    other = write(payments, "Refunds", slug="refunds", body="Charged twice? See there.")
    assert answers_to("charged twice", most=3) == [article, other]


def test_a_question_in_hindi_finds_the_answer_in_hindi(article):
    text = html(Client(), "/answers/?q=पैसे कटे", accept_language="hi")
    assert "दो बार पैसे कटे" in text
    assert "My card was charged twice" in html(Client(), "/answers/?q=card", accept_language="hi")


def test_a_script_in_a_question_or_an_article_is_only_text(payments):
    made = write(payments, "<i>Title</i>", slug="x", body="<script>alert(1)</script>safe")
    text = html(Client(), made.get_url()) + html(Client(), "/answers/?q=<script>alert(2)</script>")
    assert "<script>alert" not in text and "<i>Title" not in text and "safe" in text


# --- did this help? ------------------------------------------------------------------------------


def test_a_visitor_counts_once_and_may_change_their_mind(article):
    client = Client()
    assert say(client, article, "yes").status_code == 303
    say(client, article, "yes")
    say(client, article, "no")
    assert [each.helped for each in Verdict.objects.all()] == [False]
    assert "Thank you, noted." in html(client, article.get_url())
    say(Client(), article, "yes")
    assert Verdict.objects.count() == 2


def test_a_person_counts_once_from_wherever_they_come(article):
    alice = make_person("Alice")
    for _ in range(2):
        client = Client()
        client.force_login(alice)
        say(client, article, "yes")
    assert Verdict.objects.get().person == alice


def test_a_translation_counts_with_its_article(article):
    client = Client()
    client.cookies["django_language"] = "hi"
    say(client, ArticlePage.objects.get(language="hi"), "yes")
    assert Verdict.objects.get().article == article


def test_with_scripts_only_the_question_is_drawn_again(article):
    answer = say(Client(), article, "yes", hx_request="true")
    assert answer.status_code == 200 and answer.content.decode().lstrip().startswith("<form")


def test_nonsense_counts_nothing(article):
    say(Client(), article, "perhaps")
    assert not Verdict.objects.exists()


def test_a_machine_soon_has_said_enough(article, monkeypatch):
    monkeypatch.setattr(voting, "MOST_AN_HOUR", 3)
    for _ in range(5):
        say(Client(), article, "no")
    assert Verdict.objects.count() == 3


def test_a_foreign_site_cannot_make_somebody_say_something(article):
    client = Client(enforce_csrf_checks=True)
    assert client.post(article.get_url(), {"helped": "yes"}).status_code == 403


def test_the_database_holds_each_to_one_answer(article):
    alice = make_person("Alice")
    Verdict.objects.create(article=article, person=alice, helped=True, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(article=article, person=alice, helped=False, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(article=article, helped=False, at=clock.now())


def test_support_sees_how_the_articles_do_and_customers_do_not(article):
    say(Client(), article, "no")
    kim, client = make_person("Kim", roles=("support_agent",)), Client()
    client.force_login(kim)
    text = html(client, "/admin/knowledge/articles/")
    assert "My card was charged twice" in text and "0 %" in text and "दो बार" not in text
    client.force_login(make_person("Dora", roles=("dispatcher",)))
    assert client.get("/admin/knowledge/articles/").status_code in (302, 403)


def test_what_a_person_said_is_given_out_and_forgotten(article):
    alice, client = make_person("Alice"), Client()
    client.force_login(alice)
    say(client, article, "yes")
    personal = PERSONAL["knowledge.Verdict"]
    (row,) = personal.export(alice)
    assert row["article"] == "My card was charged twice" and row["helped"]
    personal.erase(alice)
    assert not Verdict.objects.exists()


@pytest.mark.needs("tickets")
def test_who_is_about_to_ask_is_shown_answers_with_scripts_and_without(article):
    from addons.tickets.models import TicketCategory

    TicketCategory.objects.get_or_create(slug="other", defaults={"name": "Other"})
    client = Client()
    client.force_login(make_person("Alice"))
    assert "My card was charged twice" in html(
        client, "/support/suggestions/?subject=charged twice"
    )
    assert "My card" not in html(client, "/support/new/")
    text = client.post(
        "/support/new/", {"subject": "charged twice", "description": "Why?", "look": "1"}
    ).content.decode()
    assert (
        "My card was charged twice" in text and "Why?" in text and 'value="charged twice"' in text
    )

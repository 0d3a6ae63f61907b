"""The demo's answers: fixtures/answers.toml in both languages, and what some people said of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.html import format_html

from addons.base import clock
from fixtures import read

from .models import AnswersPage, ArticlePage, SubjectPage, Verdict
from .seeds import first_page

READERS = 12


def make(*, scale: float) -> str:
    texts, languages = read("answers"), read("business")["languages"]
    answers = first_page()
    if answers is None or answers.get_children().exists():
        return "there are answers already"
    main, *others = languages
    answers.title, answers.lead = texts[main]["title"], texts[main]["lead"]
    answers.save_revision().publish()
    for code in others:
        translated(answers, AnswersPage, code, texts[code])
    made = 0
    for row in texts["subject"]:
        subject = answers.add_child(instance=SubjectPage(slug=row["slug"], **row[main]))
        for code in others:
            translated(subject, SubjectPage, code, row[code])
        for each in row["article"]:
            article = subject.add_child(instance=written(each[main], slug=each["slug"]))
            for code in others:
                article.add_child(instance=written(each[code], slug=code, language=code))
            judge(article, unhappy=made % 3)
            made += 1
    return f"{made} articles in {len(languages)} languages"


def translated(page: Any, kind: type[Any], code: str, text: dict[str, str]) -> None:
    page.add_child(instance=kind(slug=code, language=code, **text))


def written(text: dict[str, Any], **fields: str) -> ArticlePage:
    body: list[tuple[str, Any]] = []
    if text.get("text"):
        body.append(("text", "".join(format_html("<p>{}</p>", part) for part in text["text"])))
    if text["steps"]:
        body.append(("steps", text["steps"]))
    if text["note"]:
        body.append(("note", text["note"]))
    return ArticlePage(title=text["title"], summary=text["summary"], body=body, **fields)


def judge(article: ArticlePage, *, unhappy: int) -> None:
    people = get_user_model()._default_manager.filter(is_staff=False).order_by("pk")
    Verdict.objects.bulk_create(
        Verdict(article=article, person=person, helped=number >= unhappy, at=clock.now())
        for number, person in enumerate(people[:READERS])
    )

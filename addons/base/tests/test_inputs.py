"""The one table of form fields and JSON types."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.contrib.auth import get_user_model

from addons.base.registry import RegistryError
from addons.base.surfaces.fields import AttachmentsField, MoneyField
from addons.base.surfaces.inputs import check_body, check_form, schema_of
from addons.base.workflow import Invalid
from addons.base.workflow.arguments import LineForm, Lines


class Line(LineForm):
    what = forms.CharField(max_length=20)
    count = forms.IntegerField(min_value=1, max_value=9, required=False, initial=1)


class Everything(forms.Form):
    text = forms.CharField(max_length=10, required=False)
    email = forms.EmailField(required=False)
    slug = forms.SlugField(required=False)
    whole = forms.IntegerField(required=False)
    stars = forms.IntegerField(
        min_value=1, max_value=5, required=False, error_messages={"invalid": "one to five"}
    )
    exact = forms.DecimalField(max_digits=9, decimal_places=6, required=False)
    latitude = forms.DecimalField(min_value=-90, max_value=90, required=False)
    ratio = forms.FloatField(required=False)
    agreed = forms.BooleanField(required=False, initial=False)
    known = forms.NullBooleanField(required=False)
    at = forms.DateTimeField(required=False)
    day = forms.DateField(required=False)
    hour = forms.TimeField(required=False)
    choice = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    number = forms.TypedChoiceField(choices=[(1, "One")], coerce=int, required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    uuid = forms.UUIDField(required=False)
    anything = forms.JSONField(required=False)
    amount = MoneyField(required=False)
    lines = Lines(Line, required=False, max_lines=3)
    files = AttachmentsField(required=False, max_files=2)
    person = forms.ModelChoiceField(get_user_model().objects.all(), required=False)
    named = forms.ModelChoiceField(
        get_user_model().objects.all(), to_field_name="email", required=False
    )
    people = forms.ModelMultipleChoiceField(get_user_model().objects.all(), required=False)


def cleaned(**body: Any) -> Any:
    form = Everything(check_body(Everything, body))
    assert form.is_valid(), form.errors
    (name,) = body
    return form.cleaned_data[name]


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ("text", "hello", "hello"),
        ("text", None, ""),
        ("email", "a@example.com", "a@example.com"),
        ("whole", 7, 7),
        ("whole", -(2**31 - 1), -(2**31 - 1)),
        ("exact", 28.613912, Decimal("28.613912")),
        ("exact", "28.613912", Decimal("28.613912")),
        ("exact", Decimal("0.1"), Decimal("0.1")),
        ("exact", 5, Decimal(5)),
        ("ratio", 0.5, 0.5),
        ("agreed", True, True),
        ("known", None, None),
        ("known", False, False),
        ("at", "2030-01-31T10:00:00Z", datetime(2030, 1, 31, 10, tzinfo=UTC)),
        ("at", "2030-01-31t15:30:00.123+05:30", datetime(2030, 1, 31, 10, 0, 0, 123000, UTC)),
        ("day", "2030-01-31", date(2030, 1, 31)),
        ("hour", "09:30", time(9, 30)),
        ("choice", "a", "a"),
        ("number", 1, 1),
        ("several", ["a", "b"], ["a", "b"]),
        ("anything", {"a": [1, "x", None]}, {"a": [1, "x", None]}),
        ("anything", "text", "text"),
        ("amount", {"amount": "500.00", "currency": "INR"}, Decimal("500.00")),
        ("amount", 12.5, Decimal("12.5")),
        ("lines", [{"what": "tap", "count": 2}], [{"what": "tap", "count": 2}]),
        ("lines", [{"what": "tap"}], [{"what": "tap", "count": 1}]),
        ("files", [], []),
    ],
)
def test_json_reaches_the_form(field, given, value):
    assert cleaned(**{field: given}) == value


WRONG = [
    ("text", [1, True, [], {}, "x" * 11, "a\x00"]),
    ("email", ["nonsense", 1]),
    ("slug", ["no spaces", 1]),
    ("whole", [1.0, "1", True, 2**31, -(2**31), 10**30]),
    ("exact", ["1e5", " 1", "1_0", "NaN", "Infinity", "", True, [], "९", 1.2345678, 10**40]),
    ("latitude", [123, -90.5]),
    ("ratio", ["x", False]),
    ("agreed", [1, "true", None, "on"]),
    ("at", ["2030-01-31", "2030-01-31T10:00:00", "now", 5, "0001-01-01T00:00:00+14:00"]),
    ("at", ["2030-13-01T10:00:00Z", "20300131T100000Z", "2030-01-31 10:00:00Z"]),
    ("day", ["2030-02-30", "31.1.2030", "2030-W05-4", 20300131]),
    ("hour", ["25:00", "9:30", "09:30Z", 9]),
    ("choice", ["c", 1, ["a"], True]),
    ("number", ["1", True, 2, 1.0]),
    ("several", ["a", ["c"], [1], {"a": 1}]),
    ("uuid", ["nonsense", 1]),
    ("amount", [-1, {"amount": 1}, {"amount": 1, "currency": "EUR"}, {"amount": 1.234}]),
    ("amount", [{"amount": "1", "currency": "INR", "more": 1}, {"amount": {}, "currency": "INR"}]),
    ("lines", [{}, "x", [1], [{"what": 1}], [{"what": "x", "more": 1}], [{"what": "x"}] * 4]),
    ("files", ["1", [True], ["1"], [1, 2, 3], [-1], [10**30]]),
    ("person", ["1", True, [1], 10**30]),
    ("named", [1, []]),
    ("people", [1, ["1"], [10**30]]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "given"), [(field, given) for field, values in WRONG for given in values]
)
def test_what_does_not_fit_is_an_error_of_its_field(field, given):
    try:
        form = Everything(check_body(Everything, {field: given}))
    except Invalid as error:
        assert list(error.errors) == [field] and all(error.errors[field])
    else:
        assert list(form.errors) == [field]


def test_the_forms_own_words_are_used():
    with pytest.raises(Invalid) as caught:
        check_body(Everything, {"stars": 4.5})
    assert caught.value.errors == {"stars": ["one to five"]}


@pytest.mark.parametrize("body", [None, [], "x", 1, True])
def test_a_body_is_an_object(body):
    with pytest.raises(Invalid) as caught:
        check_body(Everything, body)
    assert list(caught.value.errors) == ["__all__"]


def test_unknown_fields_are_named_also_where_nothing_is_asked():
    with pytest.raises(Invalid) as caught:
        check_body(None, {"state": "done"})
    assert list(caught.value.errors) == ["state"]
    assert check_body(None, {}) == {}


def test_a_missing_key_takes_the_initial_and_a_yes_or_no_must_be_said():
    class Asked(forms.Form):
        priority = forms.CharField(initial="medium")
        counted = forms.IntegerField(initial=lambda: 3)
        approved = forms.BooleanField(required=False)

    with pytest.raises(Invalid) as caught:
        check_body(Asked, {})
    assert list(caught.value.errors) == ["approved"]
    assert check_body(Asked, {"approved": False}) == {
        "priority": "medium",
        "counted": 3,
        "approved": False,
    }


def test_lines_name_the_line_and_the_field():
    with pytest.raises(Invalid) as caught:
        check_body(Everything, {"lines": [{"what": "x"}, {"what": 2, "extra": 1}]})
    text = " ".join(caught.value.errors["lines"])
    assert "Line 2, what" in text and "Line 2, extra" in text and "Line 1" not in text


def test_the_schema_says_what_is_checked():
    class Asked(forms.Form):
        title = forms.CharField(max_length=20, label="Title", help_text="Say it short.")
        stars = forms.IntegerField(min_value=1, max_value=5)
        place = forms.DecimalField(min_value=-90, max_value=90, required=False, decimal_places=6)
        approved = forms.BooleanField(required=False)
        kind = forms.ChoiceField(choices=[("Fruit", [("a", "Apple")]), ("b", "Bread")])
        provider = forms.ModelChoiceField(get_user_model().objects.all(), required=False)
        lines = Lines(Line)

    schema = schema_of(Asked)
    assert schema["required"] == ["title", "stars", "approved", "kind", "lines"]
    assert schema["additionalProperties"] is False
    fields = schema["properties"]
    assert fields["title"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 20,
        "title": "Title",
        "description": "Say it short.",
    }
    assert fields["stars"] == {"type": "integer", "minimum": 1, "maximum": 5}
    assert fields["kind"]["enum"] == ["a", "b"]
    assert fields["provider"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert fields["lines"]["items"]["properties"]["count"]["anyOf"][0]["maximum"] == 9
    number = fields["place"]["anyOf"][0]["anyOf"][0]
    assert number == {"type": "number", "minimum": -90, "maximum": 90}


def test_a_field_without_a_json_type_fails_by_name():
    class Odd(forms.Form):
        picture = forms.ImageField()

    with pytest.raises(RegistryError, match=r"Odd\.picture is a ImageField"):
        check_form(Odd)


def test_a_field_inside_lines_without_a_json_type_fails_by_name():
    class OddLine(LineForm):
        span = forms.DurationField()

    class Odd(forms.Form):
        lines = Lines(OddLine)

    with pytest.raises(RegistryError, match=r"OddLine\.span is a DurationField"):
        check_form(Odd)

"""What a child inherits, who stands above and below, and what can be booked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from addons.base import clock
from addons.catalog.models import CatalogPolicy, ServiceCategory, ServiceItem
from addons.catalog.policy import POLICY_FIELDS, CategoryPolicy, Pricing

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbing() -> ServiceCategory:
    return ServiceCategory.objects.create(
        name="Plumbing", slug="plumbing", tax_rate=Decimal(18), commission_percent=Decimal(15)
    )


@pytest.fixture
def leaks(plumbing) -> ServiceCategory:
    return ServiceCategory.objects.create(
        name="Leak repair", slug="leak-repair", parent=plumbing, tax_rate=Decimal(5)
    )


@pytest.fixture
def night_leaks(leaks) -> ServiceCategory:
    return ServiceCategory.objects.create(name="At night", slug="night-leaks", parent=leaks)


def fresh(category: ServiceCategory) -> ServiceCategory:
    return ServiceCategory.objects.get(pk=category.pk)


def test_every_policy_value_is_a_column_and_every_column_a_value():
    columns = {field.name for field in CatalogPolicy._meta.concrete_fields}
    assert columns == {"id", "version", *POLICY_FIELDS}
    assert columns < {field.name for field in ServiceCategory._meta.concrete_fields} | {"version"}


def test_a_root_that_says_nothing_has_the_defaults():
    assert ServiceCategory.objects.create(name="Odd", slug="odd").policy == CategoryPolicy()


def test_a_child_inherits_what_it_leaves_empty_from_the_nearest_above(night_leaks):
    policy = fresh(night_leaks).policy
    assert policy.tax_rate == 5
    assert policy.commission_percent == 15
    assert policy.confirmation_hours == 48


def test_a_childs_no_and_zero_are_said_and_not_inherited(plumbing):
    ServiceCategory.objects.filter(pk=plumbing.pk).update(start_code=True, list_price=500)
    child = ServiceCategory.objects.create(
        name="Free", slug="free", parent=plumbing, start_code=False, list_price=0
    )
    assert fresh(child).policy.start_code is False
    assert fresh(child).get_list_price() == 0


def test_the_general_policy_holds_where_no_category_says_anything(leaks):
    settings = CatalogPolicy.unsaved()
    settings.confirmation_hours, settings.tax_rate = 24, Decimal(9)
    settings.save()
    assert fresh(leaks).policy.confirmation_hours == 24
    assert fresh(leaks).policy.tax_rate == 5


def test_the_environment_gives_the_general_policy_its_first_values(monkeypatch):
    monkeypatch.setenv("POLICY_CATALOG_STUCK_AFTER_HOURS", "6")
    assert CatalogPolicy.unsaved().values.stuck_after_hours == 6
    assert CatalogPolicy.unsaved().values.pricing == Pricing.FIXED


def test_a_policy_takes_two_queries_however_deep_and_none_the_second_time(
    night_leaks, django_assert_max_num_queries
):
    category = fresh(night_leaks)
    with django_assert_max_num_queries(2):
        assert category.policy.tax_rate and category.is_bookable and category.get_default_duration()
    with django_assert_max_num_queries(0):
        assert category.policy.tax_rate and category.is_bookable


def test_the_whole_tree_is_one_query(night_leaks, django_assert_num_queries):
    assert night_leaks.policy  # the general policy is read by now
    with django_assert_num_queries(1):
        tree = ServiceCategory.objects.tree()
        assert [c.policy.tax_rate for c in tree] == [18, 5, 5]
        assert [c.slug for c in tree] == ["plumbing", "leak-repair", "night-leaks"]


def test_a_renamed_branch_takes_everything_below_along(plumbing, night_leaks):
    plumbing.slug = "water"
    plumbing.save()
    assert fresh(night_leaks).path == "water/leak-repair/night-leaks/"
    assert [c.slug for c in fresh(night_leaks).lineage] == ["night-leaks", "leak-repair", "water"]


def test_a_moved_branch_inherits_from_its_new_place(leaks, night_leaks):
    roofs = ServiceCategory.objects.create(name="Roofs", slug="roofs", commission_percent=30)
    leaks.parent = roofs
    leaks.save(update_fields=["parent"])
    assert fresh(night_leaks).path == "roofs/leak-repair/night-leaks/"
    assert fresh(night_leaks).policy.commission_percent == 30


def test_a_stale_copy_moves_the_branch_from_where_it_really_is(plumbing, leaks, night_leaks):
    stale = fresh(leaks)
    plumbing.slug = "water"
    plumbing.save()
    stale.parent = None
    stale.save()
    assert fresh(night_leaks).path == "leak-repair/night-leaks/"


def test_a_category_cannot_be_part_of_itself_or_of_one_below(plumbing, leaks, night_leaks):
    for parent in (plumbing, night_leaks):
        plumbing.parent = parent
        with pytest.raises(ValidationError, match="part of itself"):
            plumbing.full_clean()
    leaks.parent = None
    leaks.full_clean()


def test_a_similar_name_is_not_below(plumbing, leaks):
    ServiceCategory.objects.create(name="Plumbing works", slug="plumbing-works")
    below = ServiceCategory.objects.below(plumbing)
    assert {c.slug for c in below} == {"plumbing", "leak-repair"}


def test_below_a_switched_off_category_nothing_is_live(plumbing, leaks, night_leaks):
    ServiceCategory.objects.create(name="Plumbing works", slug="plumbing-works")
    assert ServiceCategory.objects.live().count() == 4
    leaks.is_active = False
    leaks.save()
    assert {c.slug for c in ServiceCategory.objects.live()} == {"plumbing", "plumbing-works"}
    assert not fresh(night_leaks).is_bookable
    assert fresh(plumbing).is_bookable


def test_an_archived_category_is_not_bookable_and_a_talk_never_is(plumbing, leaks):
    talk = ServiceCategory.objects.create(name="Stars", slug="stars", kind="consultation")
    assert talk.is_live and not talk.is_bookable
    plumbing.archived_at = clock.now()
    plumbing.save()
    assert not fresh(leaks).is_live


def test_items_of_the_ones_above_can_be_booked_too(plumbing, leaks, night_leaks):
    def item(category, slug, **more):
        return ServiceItem.objects.create(
            category=category, name=slug, slug=slug, price=100, duration_minutes=30, **more
        )

    tap, leak = item(plumbing, "tap"), item(leaks, "leak")
    item(plumbing, "old", archived_at=clock.now())
    item(night_leaks, "night")
    assert set(ServiceItem.objects.items_for(fresh(leaks))) == {tap, leak}


def test_a_category_in_use_is_never_deleted(plumbing, leaks):
    with pytest.raises(ProtectedError):
        plumbing.delete()


def test_two_categories_never_share_an_address(leaks):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceCategory.objects.create(name="Other", slug="leak-repair")


def test_changes_leave_a_history(plumbing):
    plumbing.tax_rate = Decimal(12)
    plumbing.save()
    assert [row.tax_rate for row in plumbing.history.all()] == [12, 18]

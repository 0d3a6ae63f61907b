from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from addons.accounts.models import Address, User
from addons.accounts.roles import role_titles, set_roles
from addons.base.workflow import System

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_however_it_is_written(make_person):
    person = make_person("Asha@Example.COM")
    assert person.email == "asha@example.com"
    assert User.objects.get(email="ASHA@example.com") == person
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("asha@EXAMPLE.com", name="Another")


def test_a_caller_needs_no_mail_and_no_password():
    first = User.objects.create_caller(name="Mohan Lal", phone="+91 98765-43210")
    second = User.objects.create_caller(name="Sita Devi", phone="+919876543210")
    assert first.phone == second.phone == "+919876543210"
    assert first.email is None and not first.has_usable_password()


def test_people_have_names_and_initials_whatever_is_known():
    asha = User(name="Asha Vimala Rao")
    assert (asha.get_full_name(), asha.get_short_name(), asha.initials) == (
        "Asha Vimala Rao",
        "Asha",
        "AR",
    )
    assert User(email="x@example.com").get_full_name() == "x@example.com"
    assert User(name="Asha").initials == "A"
    assert User(pk=7).get_full_name() == "Person 7"


def test_a_change_of_a_person_is_kept_but_a_sign_in_is_not(asha):
    before = asha.history.count()
    asha.name = "Asha Iyer"
    asha.save()
    assert asha.history.count() == before + 1
    assert not hasattr(asha.history.first(), "password")
    asha.save(update_fields=["last_login"])
    assert asha.history.count() == before + 1


def test_who_has_a_role_is_staff_and_keeps_other_groups(asha):
    editors = Group.objects.create(name="Word smiths")
    asha.groups.add(editors)
    set_roles(asha, "dispatcher", "finance")
    assert asha.is_staff
    assert sorted(role_titles(asha)) == ["Dispatcher", "Finance", "Word smiths"]
    assert list(User.objects.in_role("finance")) == [asha]
    editors.delete()
    set_roles(asha)
    assert not User.objects.get(pk=asha.pk).is_staff


def test_staff_see_everybody_and_others_themselves(asha, dispatcher):
    assert set(User.objects.visible_to(asha)) == {asha}
    assert set(User.objects.visible_to(dispatcher)) == {asha, dispatcher}
    assert User.objects.visible_to(System("test")).count() == 2


def test_roles_open_the_console(dispatcher, asha):
    assert dispatcher.has_perm("wagtailadmin.access_admin")
    assert not asha.has_perm("wagtailadmin.access_admin")


def test_the_first_address_is_the_default_and_a_new_default_takes_its_place(asha):
    def address(label: str, **fields: object) -> Address:
        return Address.objects.create(
            user=asha,
            label=label,
            line="12 Bhagat Lane",
            area="Gole Market",
            city="Delhi",
            **fields,
        )

    home = address("Home")
    assert home.is_default and home.coarse == "Gole Market, Delhi"
    office = address("Office", is_default=True)
    home.refresh_from_db()
    assert office.is_default and not home.is_default
    assert not address("Parents").is_default

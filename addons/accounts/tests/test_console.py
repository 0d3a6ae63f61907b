from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from addons.accounts.models import User

from .people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Kavya Menon",
    "email": "Kavya@example.com",
    "phone": "+919999900013",
    "language": "en",
    "time_zone": "Asia/Kolkata",
}


def edit(client, person: User, **changes: object):
    now = {name: getattr(person, name) or "" for name in ("name", "email", "phone", "language")}
    data = now | {"time_zone": person.time_zone, "is_active": "on"} | changes
    return client.post(f"/admin/users/edit/{person.pk}/", data)


def test_an_administrator_adds_staff_who_are_invited_by_mail(administrator):
    client = signed_in(administrator)
    assert client.get("/admin/users/new/").status_code == 200
    assert client.post("/admin/users/new/", NEW | {"roles": ["support_agent"]}).status_code == 302
    kavya = User.objects.get(email="kavya@example.com")
    assert kavya.is_staff and not kavya.has_usable_password()
    assert [group.name for group in kavya.groups.all()] == ["support_agent"]
    assert mail.outbox[0].to == ["kavya@example.com"]


def test_an_address_that_is_taken_is_refused(administrator, asha):
    page = signed_in(administrator).post("/admin/users/new/", NEW | {"email": "ASHA@example.com"})
    assert page.status_code == 200 and "email" in page.context["form"].errors


def test_people_are_listed_and_found_by_name_mail_and_phone(administrator, asha):
    asha.phone = "+919999900201"
    asha.save()
    client = signed_in(administrator)
    for word in ("Asha", "asha@", "900201"):
        assert list(client.get("/admin/users/", {"q": word}).context["users"]) == [asha]
    for ordering in ("name", "-email", "last_login", "is_active"):
        assert client.get("/admin/users/", {"ordering": ordering}).status_code == 200


def test_a_new_address_replaces_the_old_one_for_signing_in(administrator, asha):
    assert edit(signed_in(administrator), asha, email="iyer@example.com").status_code == 302
    assert list(EmailAddress.objects.filter(user=asha).values_list("email", "verified")) == [
        ("iyer@example.com", False)
    ]


def test_roles_and_activity_are_changed_in_the_console(administrator, dispatcher):
    client = signed_in(administrator)
    assert edit(client, dispatcher, roles=["finance"]).status_code == 302
    assert [group.name for group in dispatcher.groups.all()] == ["finance"]
    assert edit(client, dispatcher, roles=["finance"], is_active="").status_code == 302
    assert not User.objects.get(pk=dispatcher.pk).is_active


def test_nobody_raises_or_locks_out_themselves(administrator):
    client = signed_in(administrator)
    form = client.get(f"/admin/users/edit/{administrator.pk}/").context["form"]
    assert "roles" not in form.fields and "is_active" not in form.fields


def test_only_a_superuser_changes_a_superuser(administrator):
    root = User.objects.create_superuser("root@example.com", PASSWORD, name="Root")
    assert edit(signed_in(administrator), root, email="mine@example.com").status_code == 302
    assert User.objects.get(pk=root.pk).email == "root@example.com"


def test_other_staff_change_nobody(dispatcher, asha):
    client = signed_in(dispatcher)
    edit(client, asha, name="Changed")
    client.post(f"/admin/users/delete/{asha.pk}/")
    asha.refresh_from_db()
    assert asha.name == "Asha Rao" and asha.erased_at is None


def test_deleting_forgets_the_person_and_keeps_the_row(administrator, asha):
    client = signed_in(administrator)
    assert client.get(f"/admin/users/delete/{asha.pk}/").status_code == 200
    assert client.post(f"/admin/users/delete/{asha.pk}/").status_code == 302
    asha.refresh_from_db()
    assert asha.erased_at and asha.get_full_name() == "Erased person"
    assert "Erased" not in client.get("/admin/users/").content.decode()


def test_staff_change_themselves_on_the_consoles_own_page(dispatcher):
    client = signed_in(dispatcher)
    page = client.get("/admin/account/").content.decode()
    assert "profile-name" in page and "first_name" not in page and "new_password1" not in page
    client.post(
        "/admin/account/",
        {
            "profile-name": "Dev",
            "profile-phone": "",
            "profile-language": "en",
            "profile-time_zone": "Asia/Dubai",
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    dispatcher.refresh_from_db()
    assert (dispatcher.name, dispatcher.time_zone) == ("Dev", "Asia/Dubai")
    assert dispatcher.wagtail_userprofile.current_time_zone == "Asia/Dubai"


def test_the_policy_is_in_the_settings_menu_for_administrators_only(administrator, dispatcher):
    page = "/admin/settings/accounts/accountspolicy/"
    assert signed_in(administrator).get(page, follow=True).status_code == 200
    assert signed_in(dispatcher).get(page, follow=True).request["PATH_INFO"] == "/admin/"

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from addons.base.points import ROLES, SEEDS


def roles() -> None:
    """A group per role; rights that people gave to it stay."""
    for role in ROLES.values():
        group, _created = Group.objects.get_or_create(name=role.name)
        for label in role.permissions:
            app_label, codename = label.split(".")
            wanted = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
            group.permissions.add(*wanted)


SEEDS.register("accounts.roles", roles)

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from addons.base.points import ROLES, Role
from addons.base.predicates import has_role, is_administrator, is_staff

for role in (
    Role("administrator", _("Administrator")),
    Role("dispatcher", _("Dispatcher")),
    Role("support_agent", _("Support agent")),
    Role("support_manager", _("Support manager")),
    Role("finance", _("Finance")),
):
    ROLES.register(role.name, role)


@rules.predicate
def is_oneself(user: Any, person: Any) -> bool:
    return person is not None and user.is_authenticated and person.pk == user.pk


is_at_the_desk = has_role("dispatcher", "support_agent", "support_manager")

# Wagtail's pages about people ask these names.
rules.add_perm("accounts.view_user", is_staff)
rules.add_perm("accounts.add_user", is_administrator)
rules.add_perm("accounts.change_user", is_administrator)
rules.add_perm("accounts.delete_user", is_administrator)
rules.add_perm("accounts.change_accountspolicy", is_administrator)
# Name and phone of others are there for whoever talks to them.
rules.add_perm("accounts.see_contact", is_oneself | is_staff)
rules.add_perm("accounts.create_caller", is_at_the_desk)

"""The kernel's own part of the console: the sidebar's groups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .points import MENU_GROUPS
from .ui.menu import MenuGroup

for name, group in {
    "people": MenuGroup(_("People"), icon="group", order=500),
    "catalogue": MenuGroup(_("Catalogue"), icon="list-ul", order=600),
    "money": MenuGroup(_("Money"), icon="bi-wallet2", order=700),
    "system": MenuGroup(_("System"), icon="cog", order=9500),
}.items():
    MENU_GROUPS.register(name, group)

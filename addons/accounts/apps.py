from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig

from addons.base.addon import AddonConfig


class AccountsConfig(AddonConfig):
    name = "addons.accounts"
    label = "accounts"
    verbose_name = "Accounts"


class ConsoleUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with our pages: stands in INSTALLED_APPS in place of wagtail.users."""

    default = False
    user_viewset = "addons.accounts.console.PeopleViewSet"

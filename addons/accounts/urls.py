from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from . import console, portal

sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    # In front of Wagtail's own: those would let people in without their second factor.
    path("admin/login/", sign_in),
    re_path("^admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/account/", never_cache(require_admin_access(console.AccountView.as_view()))),
]

portal_urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:profile")),
    path("profile/", portal.Profile.as_view(), name="profile"),
    path("addresses/", portal.Addresses.as_view(), name="addresses"),
    path("addresses/new/", portal.AddAddress.as_view(), name="address_add"),
    path("addresses/<int:pk>/", portal.EditAddress.as_view(), name="address_edit"),
    path("addresses/<int:pk>/remove/", portal.RemoveAddress.as_view(), name="address_remove"),
    path("tokens/", portal.Tokens.as_view(), name="tokens"),
    path("tokens/new/", portal.NewToken.as_view(), name="token_new"),
    path("tokens/<int:pk>/revoke/", portal.RevokeToken.as_view(), name="token_revoke"),
    path("security/", portal.Security.as_view(), name="security"),
    path("sign-out-everywhere/", portal.SignOutEverywhere.as_view(), name="sign_out_everywhere"),
]

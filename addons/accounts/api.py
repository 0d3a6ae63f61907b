from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from addons.base.points import ME, ROUTERS
from addons.base.policies import policy
from addons.base.predicates import role_names
from addons.base.surfaces.authentication import register_authenticator, signed_in
from addons.base.workflow import Forbidden, Invalid
from addons.base.workflow.arguments import field_errors
from addons.base.workflow.errors import DoorError

from .adapter import has_second_factor
from .forms import ProfileForm
from .guard import check_code, check_password
from .models import AccountsPolicy, ApiToken, User
from .models.token import authenticate_token, digest_of

register_authenticator(authenticate_token)

auth = ROUTERS.register("auth", Router(tags=["sign-in"]))
me = ROUTERS.register("me", Router(tags=["me"]))

# PostgreSQL takes no zero byte, wherever it stands.
Text = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


class Credentials(Schema):
    model_config = ConfigDict(extra="forbid")

    email: Text
    password: Text
    code: Text = Field("", description="The second factor's, for those who have one.")


class Token(Schema):
    token: str


@auth.post("token/", auth=None, response=Token, summary="Sign in: a bearer token")
def issue_token(request: HttpRequest, data: Credentials) -> dict[str, str]:
    """The token lasts as long as the policy says; it is listed and revocable in the profile."""
    user = check_password(request, email=data.email, password=data.password)
    check_code(user, data.code)
    if settings.SECOND_FACTOR_FOR_STAFF and user.is_staff and not has_second_factor(user):
        raise Forbidden(
            _("Set up your second factor first: sign in with a browser."), code="code_missing"
        )
    days = timedelta(days=policy(AccountsPolicy).token_days)
    name = request.headers.get("User-Agent", "")[:100] or str(_("Program"))
    raw = ApiToken.objects.issue(user=user, name=name, expires_at=timezone.now() + days)
    return {"token": raw}


@auth.delete("token/", auth=signed_in, response={204: None}, summary="Revoke the token used")
def revoke_token(request: HttpRequest) -> Status:
    """Ends the bearer token that this very request carries."""
    _scheme, _space, raw = request.headers.get("Authorization", "").partition(" ")
    if not ApiToken.objects.filter(digest=digest_of(raw.strip())).revoke():
        raise DoorError(_("Send the token that shall end as the bearer."), code="no_token")
    return Status(204, None)


class Me(Schema):
    """The signed-in person; addons add fields."""

    model_config = ConfigDict(extra="allow")

    id: int
    name: str
    email: str | None
    phone: str | None
    language: str
    time_zone: str
    roles: list[str]
    provider_id: int | None
    search: Any = None


class MeChanges(Schema):
    """What is not given stays."""

    model_config = ConfigDict(extra="forbid")

    name: Text = ""
    phone: Text | None = ""
    language: Text = ""
    time_zone: Text = ""


def describe(user: User) -> dict[str, Any]:
    own = {
        "id": user.pk,
        "name": user.get_full_name(),
        "email": user.email,
        "phone": user.phone or None,
        "language": user.language,
        "time_zone": user.time_zone,
        "roles": sorted(role_names(user)),
        "provider_id": None,
        "search": None,
    }
    return own | {field.name: field.read(user) for field in ME.values()}


@me.get("/", auth=signed_in, response=Me, summary="Who I am")
def read_me(request: HttpRequest) -> dict[str, Any]:
    return describe(request.auth)


@me.patch("/", auth=signed_in, response=Me, summary="Change my details")
def change_me(request: HttpRequest, data: MeChanges) -> dict[str, Any]:
    """The e-mail address is changed on the pages, where the new one is verified."""
    user: User = request.auth
    given = data.dict(exclude_unset=True)
    form = ProfileForm(given, instance=user)
    for name in set(form.fields) - set(given):
        del form.fields[name]
    if not form.is_valid():
        raise Invalid(field_errors(form))
    form.save()
    return describe(user)

"""People in the console: Wagtail's pages with our form, erasing in place of deleting, callers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views import account
from wagtail.users.models import UserProfile
from wagtail.users.views import users

from addons.base.points import in_console
from addons.base.surfaces.console import Menu
from addons.base.surfaces.console.pages import PageView, PageViewSet

from .forms import PersonForm, ProfileForm
from .models import User
from .roles import role_titles
from .sign_in_addresses import invite


class IndexView(users.IndexView):
    page_title = _("People")
    add_item_label = _("Add a person")
    search_fields = ["name", "email", "phone"]
    default_ordering = "name"

    @property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            users.UserColumn(
                "name",
                accessor="get_full_name",
                label=_("Name"),
                sort_key="name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("phone", label=_("Phone")),
            Column("roles", label=_("Roles"), accessor=lambda user: ", ".join(role_titles(user))),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().filter(erased_at=None).prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.order_by(self.ordering, "pk")


class CreateView(users.CreateView):
    page_title = _("Add a person")
    success_message = _("'%(object)s' has been added, and invited by mail to choose a password.")

    def save_instance(self) -> User:
        person = super().save_instance()
        invite(self.request, person)
        return person


class EditView(users.EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Whoever changes somebody's e-mail address can become them.
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EraseView(users.DeleteView):
    page_title = _("Erase person")
    success_message = _("The person has been erased.")
    confirmation_message = _(
        "Name, e-mail, phone, addresses and everything else about this person is removed for good. "
        "What they booked and paid stays, without their name."
    )


class PeopleViewSet(users.UserViewSet):
    model = User
    menu_label = _("People")
    ordering = "name"
    copy_view_enabled = False
    template_prefix = ""
    delete_template_name = "accounts/console/erase.html"
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = EraseView

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm


class PeopleView(PageView):
    """The sidebar's way to Wagtail's list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseRedirect(reverse("wagtailusers_users:index"))


@in_console
class PeoplePage(PageViewSet):
    name = "people"
    view_class = PeopleView
    menu = Menu(
        group="people", order=10, icon="group", permission="accounts.view_user", label=_("People")
    )


class CallerForm(forms.ModelForm):
    """Somebody on the telephone: a name and a number are enough."""

    class Meta:
        model = User
        fields = ("name", "phone", "email")
        help_texts = {"email": _("If they have one; they can choose a password with it later.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = True

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"] or None


class CallerView(PageView):
    """`/admin/new-caller/`: a customer without a password."""

    template_name = "accounts/console/caller.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = CallerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        caller = User.objects.create_caller(**form.cleaned_data)
        messages.success(request, _("%(name)s is there and can be chosen.") % {"name": caller})
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": CallerForm(), **kwargs})


@in_console
class CallerPage(PageViewSet):
    name = "new-caller"
    view_class = CallerView
    adds = User
    menu = Menu(
        group="people",
        order=20,
        icon="bi-telephone",
        permission="accounts.create_caller",
        label=_("New caller"),
    )


class ProfilePanel(account.BaseSettingsPanel):
    """Name, phone, language and time zone: the same as on the portal's page."""

    name = "profile"
    title = _("Profile")
    order = 100
    form_class = ProfileForm


class AccountView(account.AccountView):
    """The console's page about oneself. Sign-in has pages of its own, for everybody the same."""

    left_out = (account.NameEmailSettingsPanel, account.LocaleSettingsPanel)

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        kept = [panel for panel in super().get_panels() if not isinstance(panel, self.left_out)]
        profile = next(panel.profile for panel in kept)
        # Saved last: the others save Wagtail's profile as it was read, with the old time zone.
        return [*kept, ProfilePanel(self.request, self.request.user, profile)]


@receiver(post_save, sender=User)
def tell_wagtail(instance: User, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """Wagtail shows times by a profile of its own; there is one place to choose, and it is ours."""
    if instance.is_staff and not {"time_zone", "is_staff"}.isdisjoint(
        update_fields or ["is_staff"]
    ):
        zone = {"current_time_zone": instance.time_zone}
        UserProfile.objects.update_or_create(user=instance, defaults=zone)

"""The life of a provider: who is let in, and the duty switch of those who are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    EVERY_DOOR,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Door,
    Flow,
    Refused,
    Tone,
    condition,
    transition,
)

from .arguments import ApplyArguments, SuspendArguments
from .states import APPLIED, SUSPENDED, VERIFIED, Duty

if TYPE_CHECKING:
    from addons.base.workflow.declare import Body

    from .models import Provider


@condition("already_on_duty", _("They are on duty already."), quiet=True)
def is_not_on_duty(provider: Provider, actor: Any) -> bool:
    return not provider.is_on_duty


@condition("already_off_duty", _("They are off duty already."), quiet=True)
def is_not_off_duty(provider: Provider, actor: Any) -> bool:
    return provider.duty != Duty.OFF_DUTY


class ProviderFlow(Flow):
    states = (APPLIED, VERIFIED, SUSPENDED)
    editable = dict.fromkeys(
        ("display_name", "bio", "languages", "latitude", "longitude", "radius_km", "photo"),
        "providers.edit_provider",
    )
    notes = {"internal": "providers.manage_provider"}
    history_permission = "providers.manage_provider"
    party_permission = "providers.read_own_history"

    @transition(
        source=NEW,
        target=APPLIED,
        label=_("Apply"),
        permission="providers.apply",
        arguments=ApplyArguments,
        doors=EVERY_DOOR - {Door.CONSOLE},  # everybody applies for themselves
    )
    def apply(
        self: Provider,
        *,
        display_name: str,
        bio: str,
        latitude: float,
        longitude: float,
        radius_km: float | None,
        actor: Any,
    ) -> None:
        """Somebody wants to work with us."""
        # Who applies twice at once waits here, and is told the same as somebody later.
        get_user_model()._default_manager.select_for_update().get(pk=actor.pk)
        if type(self).objects.filter(user=actor).exists():
            raise Refused("already_applied", _("You have applied already."))
        self.user = actor
        self.display_name, self.bio = display_name, bio
        if radius_km is not None:
            self.radius_km = radius_km
        self.move_to(latitude, longitude)

    @transition(
        source=APPLIED,
        target=VERIFIED,
        label=_("Verify"),
        permission="providers.verify_provider",
        primary=True,
        done=_("Verified: customers can find them now."),
    )
    def verify(self: Provider) -> None:
        """Papers and person were checked; customers can find them now."""

    @transition(
        source=VERIFIED,
        target=SUSPENDED,
        label=_("Suspend"),
        permission="providers.suspend_provider",
        arguments=SuspendArguments,
        tone=Tone.DANGER,
        done=_("Suspended: customers find them no longer."),
    )
    def suspend(self: Provider) -> None:
        """Customers no longer find them; what they have taken on stays theirs."""
        self.duty = Duty.OFF_DUTY

    @transition(
        source=SUSPENDED,
        target=VERIFIED,
        label=_("Reinstate"),
        permission="providers.suspend_provider",
        primary=True,
        done=_("Reinstated: customers find them again."),
    )
    def reinstate(self: Provider) -> None:
        """Customers find them again once they go on duty."""

    @transition(
        source=VERIFIED,
        target=SAME,
        label=_("Go on duty"),
        confirm=_("Customers find you from now on, and offers may come."),
        permission="providers.switch_duty",
        conditions=[is_not_on_duty],
        primary=True,
        done=_("On duty: work may come now."),
    )
    def go_on_duty(self: Provider) -> None:
        """Work may come now."""
        self.duty = Duty.ON_DUTY

    @transition(
        source=VERIFIED,
        target=SAME,
        label=_("Go off duty"),
        confirm=_("You get no new offers. What you have accepted stays yours."),
        permission="providers.switch_duty",
        conditions=[is_not_off_duty],
        done=_("Off duty: no new work comes."),
    )
    def go_off_duty(self: Provider) -> None:
        """No new work, please."""
        self.duty = Duty.OFF_DUTY

    @transition(
        source=[VERIFIED, SUSPENDED],
        target=SAME,
        label=_("Set busy"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def become_busy(self: Provider) -> None:
        """Work binds them now."""
        self.duty = Duty.BUSY

    @transition(
        source=[VERIFIED, SUSPENDED],
        target=SAME,
        label=_("Set free"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def become_free(self: Provider) -> None:
        """Work binds them no longer: back on duty, unless they have gone off since."""
        if self.duty == Duty.BUSY:
            self.duty = Duty.ON_DUTY if self.state == VERIFIED.key else Duty.OFF_DUTY

    @transition(
        source=ANY,
        target=SUSPENDED,
        label=_("Forget"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Provider) -> None:
        """The person asked to be forgotten; past work keeps pointing here."""
        self.duty = Duty.OFF_DUTY
        self.display_name, self.bio = gettext("Former provider"), ""
        self.languages = list[str]()
        self.photo = None
        self.move_to(None, None)


def switch_to(duty: Duty) -> Body:
    """The transition by which a provider sets the switch by hand."""
    return ProviderFlow.go_on_duty if duty is Duty.ON_DUTY else ProviderFlow.go_off_duty

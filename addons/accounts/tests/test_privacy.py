from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from addons.accounts.models import Address, ApiToken, User
from addons.base.events.chain import breaks_in, seal
from addons.base.events.model import Event
from addons.base.models import Attachment, Note
from addons.base.points import PERSONAL

from .people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def full_life(asha: User) -> User:
    """Somebody about whom there is something everywhere."""
    asha.phone = "+919999900201"
    asha.save()
    Address.objects.create(user=asha, label="Home", line="12 Bhagat Lane", area="GM", city="Delhi")
    ApiToken.objects.issue(user=asha, name="Sheet")
    TOTP.activate(asha, "JBSWY3DPEHPK3PXP")
    Client().post("/accounts/login/", {"login": asha.email, "password": "wrong"})
    now = timezone.now()
    note = {"created_by": asha, "created_at": now, "updated_at": now, "record_type": "x.y"}
    Note.objects.create(kind="client", text="The dog is called Rex", **note)
    Attachment.objects.create(
        file=ContentFile(b"photo", "door.jpg"),
        name="door.jpg",
        size=5,
        uploaded_by=asha,
        created_at=now,
    )
    write_events(asha)
    return asha


def write_events(user: User) -> None:
    previous = ""
    for sequence in (1, 2):
        event = Event(
            record_type="x.y",
            record_id="1",
            sequence=sequence,
            kind="transition",
            transition="ask",
            previous_state="asked" if previous else "",
            new_state="asked",
            actor_id=user.pk,
            via="portal",
            reason="Rex bites",
            arguments={"door": "blue"},
            address="203.0.113.7",
            at=timezone.now(),
        )
        seal(event, previous=previous).save(force_insert=True)
        previous = event.hash


def everything_about(user: User, tmp_path: Path) -> tuple[dict[str, list], str]:
    out = tmp_path / "out.zip"
    call_command("privacy", "export", str(user.email or user.pk), out=out, verbosity=0)
    with zipfile.ZipFile(out) as archive:
        texts = {
            name.removesuffix(".json"): archive.read(name).decode() for name in archive.namelist()
        }
    return {name: json.loads(text) for name, text in texts.items()}, " ".join(texts.values())


def test_a_person_gets_everything_that_is_kept_about_them(full_life, tmp_path):
    files, text = everything_about(full_life, tmp_path)
    assert set(files) == set(PERSONAL)
    for known in ("Asha Rao", "12 Bhagat Lane", "Sheet", "Rex bites", "called Rex", "door.jpg"):
        assert known in text
    assert full_life.password not in text


def test_a_forgotten_person_is_nowhere_any_more(
    full_life, tmp_path, django_capture_on_commit_callbacks
):
    file = Attachment.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        call_command("privacy", "erase", "Asha@example.com", verbosity=0)
    person = User.objects.get(pk=full_life.pk)
    assert person.email is None and not person.is_active and person.erased_at
    _files, text = everything_about(person, tmp_path)
    for known in (
        "Asha",
        "asha@",
        "99999",
        "Bhagat",
        "Sheet",
        "Rex",
        "door",
        "blue",
        "203.0.113.7",
    ):
        assert known not in text
    assert not file.storage.exists(file.name)
    assert not EmailAddress.objects.exists() and not Authenticator.objects.exists()
    assert not User.history.exists()


def test_the_chain_holds_after_forgetting_and_still_shows_what_is_altered(full_life):
    full_life.delete()
    events = list(Event.objects.order_by("sequence"))
    assert [event.erased for event in events] == [True, True]
    assert list(breaks_in(events, head=(2, events[-1].hash))) == []
    events[0].new_state = "other"
    assert list(breaks_in(events, head=None))


def test_a_forgotten_person_cannot_come_back(full_life):
    full_life.delete()
    for email in ("asha@example.com", ""):
        answer = Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 200
    again = User.objects.create_user("asha@example.com", name="Another Asha")
    assert again.pk != full_life.pk


def test_deleting_many_forgets_each(full_life, dispatcher):
    assert User.objects.all().delete() == (2, {})
    assert User.objects.filter(erased_at=None).count() == 0 and User.objects.count() == 2


def test_forgetting_twice_and_unknown_people(full_life):
    call_command("privacy", "erase", str(full_life.pk), verbosity=0)
    call_command("privacy", "erase", str(full_life.pk), verbosity=0)
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("privacy", "erase", "asha@example.com")

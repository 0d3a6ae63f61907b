from __future__ import annotations

from addons.base.points import PERSONAL, Personal

from .models import Favourite


def erase(person: object) -> None:
    Favourite.objects.filter(person=person).delete()


PERSONAL.register(
    "forgot_migration.Favourite",
    Personal(
        "forgot_migration.Favourite",
        lambda person: Favourite.objects.filter(person=person).values("colour"),
        erase,
    ),
)

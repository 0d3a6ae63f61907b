"""Numbers of bank accounts and banks: read as people write them, checked, and shown masked."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
PLAIN: Final = re.compile(r"\d{6,18}")
IFSC: Final = re.compile(r"[A-Z]{4}0[A-Z0-9]{6}")
BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
SEPARATORS: Final = re.compile(r"[\s.\-]+")
SHOWN: Final = 4


class SecretNumber(str):
    """A number that reads masked wherever it is written down; `revealed` is the number."""

    __slots__ = ()

    def __str__(self) -> str:
        return masked(self.revealed)

    @property
    def revealed(self) -> str:
        return "".join(self)


def masked(number: str) -> str:
    """Enough to know it again: the last four characters, two of a short one."""
    shown = SHOWN if len(number) > 2 * SHOWN else 2
    return f"•••• {number[-shown:]}" if number else ""


def read_number(text: str) -> str:
    """An account number or an IBAN without spaces; refuses what can be neither."""
    number = SEPARATORS.sub("", text).upper()
    if is_iban(number):
        if not has_right_digits(number):
            raise ValidationError(
                _("This IBAN has a wrong character. Compare it with your bank's paper."),
                code="iban",
            )
        return number
    if not (number.isascii() and PLAIN.fullmatch(number)):
        raise ValidationError(
            _("Give an account number of 6 to 18 digits, or an IBAN."), code="number"
        )
    return number


def read_code(text: str) -> str:
    """An IFSC or a BIC without spaces, or nothing."""
    code = SEPARATORS.sub("", text).upper()
    if code and not (IFSC.fullmatch(code) or BIC.fullmatch(code)):
        raise ValidationError(
            _("Give the bank's IFSC (such as HDFC0001234) or BIC (such as DEUTDEFF)."), code="code"
        )
    return code


def is_iban(number: str) -> bool:
    return IBAN.fullmatch(number) is not None


def has_right_digits(iban: str) -> bool:
    """The check of ISO 13616: read as a number it leaves 1 when divided by 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1

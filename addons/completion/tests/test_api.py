"""The contract's own words: the two sides and the support over REST."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db

from __future__ import annotations

import rules

from .querysets import keeps_the_books

rules.add_perm("ledger.keep_books", keeps_the_books)

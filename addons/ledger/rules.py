from __future__ import annotations

import rules

from .querysets import keeps_the_books

# Wagtail's pages ask these names; nothing else may be done there.
for model in ("account", "transfer", "hold"):
    rules.add_perm(f"ledger.view_{model}", keeps_the_books)
rules.add_perm("ledger.keep_books", keeps_the_books)

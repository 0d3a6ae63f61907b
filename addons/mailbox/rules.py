"""Who may do what with a mail that came in. None of these asks for the state."""

from __future__ import annotations

import rules

from addons.base.predicates import has_role

from .querysets import works

leads = has_role("support_manager")

rules.add_perm("mailbox.watch_mail", works)
rules.add_perm("mailbox.work_mail", works)
rules.add_perm("mailbox.lead_mail", leads)
rules.add_perm("mailbox.change_mailboxpolicy", leads)

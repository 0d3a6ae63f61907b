"""Where pages stand in the console's sidebar, and who finds them there."""

from __future__ import annotations

from dataclasses import dataclass

from ..workflow.states import Text


@dataclass(frozen=True)
class MenuGroup:
    """An entry of the sidebar with others below it; shown to those who may open one of them."""

    label: Text
    icon: str
    order: int


@dataclass(frozen=True, kw_only=True)
class Menu:
    """A page's entry in the sidebar.

    `group`: the name of a MenuGroup, or nothing to stand by itself. `permission`: a rules
    permission; without it the entry is not shown and the page does not open. `badge`: the name of
    one of the page's views, whose count stands beside the label.
    """

    order: int
    icon: str
    permission: str
    group: str = ""
    label: Text = ""
    badge: str = ""

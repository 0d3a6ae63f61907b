"""Record types: states, transitions, events, and a picture of each life."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import FLOWS
from addons.base.workflow import diagram
from addons.base.workflow.compose import ComposedFlow
from addons.base.workflow.declare import Flow, Transition
from addons.base.workflow.states import State

from .markdown import code, first_paragraph, listed, table
from .markdown import page as whole_page

# The portal's and the console's colours do not reach a picture that stands by itself.
STYLE = (
    "<style>.flow{color:#334155;font-family:system-ui,sans-serif}"
    "@media(prefers-color-scheme:dark){.flow{color:#cbd5e1}}</style>"
)


def shown() -> list[ComposedFlow]:
    return sorted(FLOWS.values(), key=lambda flow: flow.label)


def picture_of(flow: ComposedFlow) -> str:
    return f"flows/{flow.label}.svg"


def draw(flow: ComposedFlow) -> str:
    start, end, rest = str(diagram.draw(flow)).partition(">")
    return f"{start}{end}{STYLE}{rest}\n"


def page() -> str:
    return whole_page("Flows", *(_section(flow) for flow in shown()))


def events_page() -> str:
    rows = [
        (code(spec.event), code(flow.label), code(name), spec.customer_label)
        for flow in shown()
        for name, spec in flow.transitions.items()
        if spec.event
    ]
    return whole_page(
        "Events",
        "Every transition leaves a row in the event log and a message on the record's topic. These "
        "have a name of their own there; what a customer reads in the timeline stands beside it.",
        table(("event", "record", "transition", "customer reads"), sorted(rows)),
    )


def _section(flow: ComposedFlow) -> str:
    states = table(
        ("state", "means", "kind", "addon"),
        ((code(k), s.label, _kind(s), flow.state_addons[k]) for k, s in flow.states.items()),
    )
    transitions = table(
        ("transition", "from", "to", "permission", "asks for", "then", "what happens"),
        (_row(flow, name, spec) for name, spec in flow.transitions.items()),
    )
    title = f"## {str(flow.model._meta.verbose_name).capitalize()} ({code(flow.label)})"
    picture = f"![States of {flow.label}]({picture_of(flow)})"
    own = flow.flow.__doc__ != Flow.__doc__ and flow.flow.__doc__
    about = first_paragraph(flow.flow if own else flow.model)
    return "\n\n".join([title, about, picture, states, transitions])


def _kind(state: State) -> str:
    kinds = [("final", state.final), ("an override may set it", state.by_override)]
    return ", ".join(name for name, holds in kinds if holds)


def _row(flow: ComposedFlow, name: str, spec: Transition) -> Iterator[str]:
    yield code(name)
    yield "any" if spec.from_any else listed(spec.source) or "new"
    yield listed(spec.target) or "the same"
    yield code(spec.permission)
    yield listed(spec.arguments.base_fields) if spec.arguments else ""
    yield ", ".join(dict.fromkeys(follow.addon for follow in flow.follow_ups.get(name, ())))
    yield spec.summary

"""The picture of a flow: everything is in it, nothing lies on anything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from addons.base.workflow.compose import flow_of
from addons.base.workflow.diagram import NODE_HEIGHT, Diagram, draw
from addons.base.workflow.layout import arrange
from tests.dummy.models import Parcel

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def picture():
    return ElementTree.fromstring(draw(flow_of(Parcel), current="sent"))


def titles(picture, kind):
    return [
        group.find(f"{SVG}title").text
        for group in picture.iter(f"{SVG}g")
        if kind in group.get("class", "").split()
    ]


def test_every_state_and_transition_is_in_it(picture):
    states = "\n".join(titles(picture, "state"))
    arrows = "\n".join(titles(picture, "arrow") + titles(picture, "start")) + states
    assert all(str(state.label) in states for state in flow_of(Parcel).states.values())
    assert all(str(spec.label) in arrows for spec in flow_of(Parcel).transitions.values())


def test_tooltips_say_what_happens_and_which_addon_added_it(picture):
    assert "Send: The sender hands it over. (dummy)" in titles(picture, "arrow")


def test_the_record_stands_out_where_it_is(picture):
    current = [g.get("data-state") for g in picture.iter(f"{SVG}g") if "current" in g.get("class")]
    assert current == ["sent"]


def test_it_is_a_picture_with_a_name_and_no_style_of_its_own(picture):
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text == "The life of a parcel"
    assert all(element.get("style") is None for element in picture.iter())
    assert "<style" not in draw(flow_of(Parcel))


def test_labels_are_escaped(composed):
    sent = composed.states["sent"]
    composed.states["sent"] = replace(sent, label="<script>")
    assert "<script>" not in draw(composed)


def test_no_state_lies_on_another(composed):
    diagram = Diagram(composed, "")
    for one, other in combinations(composed.states, 2):
        (ax, ay), (bx, by) = diagram.place(one), diagram.place(other)
        assert abs(ax - bx) >= diagram.node_width or abs(ay - by) >= NODE_HEIGHT


def test_a_way_back_does_not_turn_the_picture_around():
    layout = arrange("abcd", [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")], start="a")
    assert layout.levels == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert [level for level, _place in layout.passes["c", "a"]] == [1]


def test_flows_are_listed_described_and_drawn(capsys, tmp_path):
    call_command("flows")
    assert "dummy.parcel: 4 states, 6 transitions" in capsys.readouterr().out
    call_command("flows", "dummy.Parcel")
    assert "hand_out: sent → delivered, returned" in capsys.readouterr().out
    call_command("flows", "dummy.parcel", svg=tmp_path / "parcel.svg")
    assert ElementTree.parse(tmp_path / "parcel.svg").getroot().tag == f"{SVG}svg"
    with pytest.raises(CommandError, match=r"dummy\.parcel"):
        call_command("flows", "dummy.moon")

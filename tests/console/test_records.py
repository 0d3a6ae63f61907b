"""Records: their page, their dialogs, their place on the board."""

from __future__ import annotations

import pytest

from addons.base.events.model import Event
from addons.base.models import Note
from addons.base.tests.parcels import hand_out, now, pack, send
from addons.base.workflow import Door
from addons.base.workflow.available import available
from addons.base.workflow.doors import edit
from tests.console.support import (
    HTMX,
    LIST,
    SIGNED_IN_BY,
    at,
    html,
)
from tests.dummy.models import Parcel

pytestmark = pytest.mark.django_db


# --- the record ------------------------------------------------------------------------------------


def test_buttons_are_what_available_says(desk, ann):
    page = html(desk.get(at(pack(ann))))
    assert "do/weigh/" in page and "do/give-back/" in page
    assert "do/send/" not in page and "do/lapse/" not in page and "do/pack/" not in page


def test_a_disabled_button_says_why(client, ada):
    ada_sends = pack(ada, weight="31")
    client.force_login(ada, SIGNED_IN_BY)
    page = html(client.get(at(ada_sends)))
    assert "It weighs more than 30 kg." in page and 'aria-disabled="true"' in page


def test_the_bar_shows_where_it_was_is_and_may_go(desk, ann, carl):
    page = html(desk.get(at(send(pack(ann), ann))))
    bar = page[page.index('<ol class="c-steps"') :].partition("</ol>")[0]
    assert bar.count('class="past"') == 1 and bar.count('aria-current="step"') == 1
    assert "Sent" in bar and "Delivered" in bar


def test_timeline_tells_all_to_those_who_may_read_it(desk, ann, carl):
    parcel = send(pack(ann), ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    desk.post(at(parcel, "notes/"), {"kind": "internal", "text": "Ring twice"})
    desk.post(at(parcel, "notes/"), {"kind": "client", "text": "Before noon"})
    assert [n.visible_to_client for n in Note.objects.order_by("pk")] == [False, True]
    page = html(desk.get(at(parcel, "part/timeline/")))
    for words in ("Ring twice", "Before noon", "Customer sees this", "Internal", "Books", "Lamps"):
        assert words in page


def test_whole_rows_of_any_time_can_be_read(desk, ann):
    parcel = edit(pack(ann), actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    page = html(desk.get(at(parcel, "history/?at=1")))
    assert "<del>Books</del>" in page and "<ins>Lamps</ins>" in page and "now: Lamps" in page


# --- dialogs ---------------------------------------------------------------------------------------


def test_a_dialog_is_a_page_and_a_body(desk, ann):
    parcel = pack(ann)
    page, body = (
        desk.get(at(parcel, "do/give-back/")),
        desk.get(at(parcel, "do/give-back/"), headers=HTMX),
    )
    assert "<html" in html(page) and "<html" not in html(body)
    assert 'name="reason"' in html(page) and 'name="reason"' in html(body)


def test_a_transition_answers_303_and_goes_through_the_door(desk, ann, carl):
    parcel = pack(ann)
    answer = desk.post(at(parcel, "do/give-back/"), {"reason": "Nobody there"})
    assert answer.status_code == 303 and answer["Location"] == at(parcel)
    event = Event.objects.of(parcel).order_by("-sequence").first()
    assert (event.transition, event.via, event.actor_id) == ("give_back", "console", carl.pk)
    assert event.reason == "Nobody there"


def test_wrong_input_answers_422_with_the_form(desk, ann):
    answer = desk.post(at(pack(ann), "do/give-back/"), {"reason": ""}, headers=HTMX)
    assert answer.status_code == 422 and answer["HX-Retarget"] == "#dialog-body"
    assert 'aria-invalid="true"' in html(answer)


def test_too_late_answers_409_with_the_fresh_part(desk, ann, carl):
    parcel = send(pack(ann), ann)
    stale = at(parcel, "do/hand-out/")
    hand_out(parcel, carl)
    answer = desk.post(stale, headers=HTMX | {"HX-Target": "record"})
    assert answer.status_code == 409 and "Delivered" in html(answer)
    assert "not possible" in answer["HX-Trigger"]


def test_a_page_drawn_before_a_change_conflicts(desk, ann):
    parcel = pack(ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    answer = desk.post(at(parcel, "do/give-back/"), {"reason": "x", "version": parcel.version})
    assert answer.status_code == 409 and now(parcel).state == "packed"


def test_two_who_edit_see_both_versions(desk, ann):
    parcel = pack(ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    mine = {"title": "Chairs", "weight": "3.5", "version": parcel.version}
    answer = desk.post(at(parcel, "edit/"), mine)
    assert answer.status_code == 409
    assert "<td>Lamps</td><td>Chairs</td>" in html(answer)
    again = desk.post(at(parcel, "edit/"), mine | {"version": now(parcel).version})
    assert again.status_code == 303 and now(parcel).title == "Chairs"


@pytest.mark.parametrize("path", ["send", "lapse", "pack", "no-such"])
def test_what_is_not_offered_cannot_be_forced(desk, ann, path):
    assert desk.post(at(pack(ann), f"do/{path}/")).status_code == 404


def test_a_state_by_hand_is_for_those_who_hold_the_right(desk, ada, ann):
    parcel = pack(ann)
    assert desk.get(at(parcel, "override/")).status_code == 404
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": "x"}).status_code == 404
    desk.force_login(ada, SIGNED_IN_BY)
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": ""}).status_code == 422
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": "Lost"}).status_code == 303
    assert now(parcel).state == "sent"


def test_a_new_record_comes_through_its_creation(desk, carl):
    wrong = desk.post(f"{LIST}new/", {"title": "", "weight": "2"})
    assert wrong.status_code == 422 and not Parcel.objects.exists()
    answer = desk.post(f"{LIST}new/", {"title": "Lamp", "weight": "2"})
    parcel = Parcel.objects.get()
    assert answer["Location"] == at(parcel) and parcel.sender_id == carl.pk


def test_where_to_go_next_is_never_another_site(desk, ann):
    answer = desk.post(at(pack(ann), "do/give-back/?next=https://example.com/"), {"reason": "x"})
    assert answer["Location"].startswith(LIST)


# --- the board -------------------------------------------------------------------------------------


def test_lanes_are_states_with_counts_and_first_cards(desk, ann):
    for _ in range(27):
        pack(ann)
    send(pack(ann, title="Lamp"), ann)
    page = html(desk.get(f"{LIST}board/results/"))
    lanes = page.split('<section class="c-lane"')[1:]
    assert [lane.count('class="c-card"') for lane in lanes] == [20, 1, 0, 0]
    assert ">27</span>" in lanes[0] and ">1</span>" in lanes[1]
    more = html(desk.get(f"{LIST}board/lane/packed/?from=20"))
    assert more.count('class="c-card"') == 7 and "from=" not in more


def test_a_card_says_where_it_may_go_and_why_not(office, ada):
    heavy = pack(ada, weight="31")
    menu = html(office.get(f"{LIST}board/moves/{heavy.pk}/"))
    assert 'data-lanes="sent"' in menu and "It weighs more than 30 kg." in menu
    assert 'data-lanes="returned"' in menu and "data-asks" in menu


def test_a_refused_move_says_why_and_changes_nothing(office, ada):
    heavy = pack(ada, weight="31")
    answer = office.post(at(heavy, "do/send/"), headers=HTMX | {"HX-Target": "board"})
    assert answer.status_code == 409 and "30 kg" in answer["HX-Trigger"]
    assert now(heavy).state == "packed"


def test_what_was_done_is_told_in_words_or_by_where_it_led(ann, carl):
    packed = pack(ann, weight="1")
    offered = [*available(packed, ann), *available(packed, carl)]
    told = {option.name: str(option.done) for option in offered}
    assert told["send"] == "It is on its way."
    assert told["give_back"] == "Now: Returned"
    assert told["weigh"] == "Saved."


def test_a_button_says_afterwards_what_was_done(desk, ann):
    assert 'data-done="Saved."' in html(desk.get(at(pack(ann))))

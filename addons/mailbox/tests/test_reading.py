"""What is read from mails as their programs write them, and as those who mean ill do."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from PIL import Image

from addons.mailbox import plain
from addons.mailbox.headers import subject_of
from addons.mailbox.reading import parsed
from addons.mailbox.trimming import own_part

from .conftest import answering, letter, taken

ANSWERS = {
    "Gmail": "Yes.\n\nOn Mon, 30 Nov 2026 at 10:00, S <s@example.com>\nwrote:\n\n> Is it?\n>\n> S",
    "Gmail in Hindi": "Yes.\n\nसोम, 30 नव॰ 2026 को S <s@example.com> ने\nलिखा:\n\n> Is it?",
    "Apple Mail": "Yes.\n\nSent from my iPhone\n\n> On 30 Nov 2026, S wrote:\n> \n> Is it?",
    "Outlook": "Yes.\n\n____________________\nFrom: S\nSent: Monday\nSubject: Re: it\n\nSo?",
    "Outlook, plain": "Yes.\n\n-----Original Message-----\nFrom: S\nSent: Monday\n\nIs it?",
    "copied head": "Yes.\n\nFrom: Support\nDate: Monday\nTo: Alice\nSubject: Re: it\n\nIs it?",
    "without marks": "Yes.\n\nAm 30.11.2026 um 10:00 schrieb Support:\n\nIs it?",
    "signature": "Yes.\n\n-- \nAlice\nHer Company",
    "below": "On 30 Nov 2026, Support wrote:\n> Is it?\n\nYes.",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_only_what_was_written_now_is_kept(text):
    assert own_part(text) == "Yes."


def test_answers_between_the_lines_keep_their_questions():
    text = "See below.\n\nOn 30 Nov 2026, S wrote:\n> Which tap?\nThe left.\n> Since when?\nToday."
    assert own_part(text) == "See below.\n\n> Which tap?\nThe left.\n> Since when?\nToday."


@pytest.mark.parametrize(
    "text",
    [
        "He wrote: nothing.\n\nAnd then?",
        "- one\n- two\n\nThanks,\nAlice\nand one thing more",
        "From: here\nit drips.",
        "> only a quotation",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert own_part(text) == text


def test_text_made_to_be_slow_is_not():
    """Eight times the text takes about eight times as long, not sixty-four."""
    for start, piece in (("On ", "a "), ("", "From: x\n"), ("", "> "), ("", "\n"), ("", "<div>")):
        few, many = (min(took(start + piece * n) for _ in range(3)) for n in (2_500, 20_000))
        assert many < 32 * few, piece


def took(text):
    began = time.process_time()
    own_part(text)
    plain.text_of(f"<blockquote>{text}" * 2)
    return time.process_time() - began


def page(html, text=""):
    mail = letter(text=text or "x")
    if text:
        mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return parsed(mail.as_bytes())


def test_a_page_becomes_text_without_what_nobody_sees():
    html = (
        "<html><head><style>p{}</style></head><body><p>It <b>drips</b>.<br>Since&nbsp;today</p>"
        "<script>alert(1)</script><!-- no --><ul><li>one</li><li>two</li></ul></body></html>"
    )
    assert page(html).text == "It drips.\nSince today\n\none\ntwo"


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote">On Monday S wrote:<blockquote>Is it?</blockquote></div>',
        '<div id="divRplyFwdMsg">From: S</div><div>Is it?</div>',
        "<blockquote type=cite>Is it?</blockquote>",
    ],
)
def test_a_page_s_quotation_is_left_away(quoted):
    assert page(f"<div>Yes.</div>{quoted}").answer == "Yes."


def test_text_is_preferred_to_the_page_beside_it():
    assert page("<b>Page</b>", text="Text").text == "Text"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "no-such-charset"])
def test_any_encoding_is_read(charset):
    raw = (
        b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=" + charset.encode()
    ) + b"\nContent-Transfer-Encoding: 8bit\n\nGr\xc3\xbc\xc3\x9fe\x00"
    assert "Gr" in parsed(raw).text and "\x00" not in parsed(raw).text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Re: AW: Fwd: [T-000012] My tap", "My tap"),
        ("=?utf-8?b?4KSo4KSy?=", "नल"),
        ("Two\n lines", "Two lines"),
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_a_subject_is_one_line_without_what_programs_add(written, read):
    assert subject_of(parsed(f"Subject: {written}\n\n".encode()).message) == read


def picture(size=(40, 30)):
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.django_db
def test_files_come_along_by_the_thread_s_rules_and_the_others_are_named(ticket):
    mail = letter(to=answering(ticket), text="See.")
    mail.add_attachment(picture(), maintype="image", subtype="png", filename="tap.png")
    mail.add_attachment(b"MZ\x00\x01", maintype="application", subtype="exe", filename="run.exe")
    mail.add_attachment(b"a" * (11 << 20), maintype="text", subtype="plain", filename="big.txt")
    message = taken(mail).filed.message
    assert [file.name for file in message.files.all()] == ["tap.png"]
    assert message.text.startswith("See.\n\nLeft out:\n– run.exe: ")
    assert "– big.txt: The file is larger than 10 MB." in message.text


@pytest.mark.django_db
def test_more_files_than_a_message_takes_are_named(ticket):
    mail = letter(to=answering(ticket), text="See.")
    for number in range(8):
        mail.add_attachment(picture((number + 1, 1)), "image", "png", filename=f"{number}.png")
    message = taken(mail).filed.message
    assert message.files.count() == 6 and "– 7.png: only 6 files" in message.text


@pytest.mark.django_db
def test_a_picture_alone_is_a_message(ticket):
    mail = letter(to=answering(ticket), text="\n")
    mail.add_attachment(picture(), maintype="image", subtype="png", filename="tap.png")
    assert taken(mail).filed.message.files.count() == 1


@pytest.mark.django_db
def test_nothing_at_all_is_left(ticket):
    assert taken(letter(to=answering(ticket), text=" \n")).reason == "empty"


NONSENSE = {
    "nothing": b"",
    "no head": b"\n\nHello",
    "zeros": b"From: \x00\nSubject: \x00\n\n\x00\x00",
    "not closed": b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nHi',
    "in itself": b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 300,
    "many parts": b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: text/plain\n\na\n" * 5000,
    "broken names": b"From: a@b.example\nContent-Disposition: attachment; filename*=x'y'%ff%00"
    b"\nMessage-ID: <[]@>\n\nHi",
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_ends_somewhere_and_stops_nobody(ticket, content):
    mail = taken(content, to=answering(ticket))
    assert mail.state in ("held", "dropped", "failed", "taken")
    assert taken(letter(to=answering(ticket))).state == "taken"

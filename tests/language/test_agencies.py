"""Credit lines of news agencies."""

import pytest

from pipeline.language.agencies import credited_agencies

BODY = " The harbour was closed on Sunday. Three villages sent boats, and nobody slept." * 8


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("OSEL, May 2 (Reuters) - A ferry burned." + BODY, {"Reuters"}),
        ("OSEL (AP) — A ferry burned." + BODY, {"AP"}),
        ("OSEL (AFP): A ferry burned." + BODY, {"AFP"}),
        ("By Associated Press\nA ferry burned." + BODY, {"AP"}),
        ("By Ilse Marn, Associated Press\n\nA ferry burned." + BODY, {"AP"}),
        ("By the Associated Press and Ilse Marn\n\nA ferry burned." + BODY, {"AP"}),
        ("A ferry burned." + BODY + "\n\nAP contributed to this report.", {"AP"}),
        ("A ferry burned." + BODY + "\nThe Associated Press contributed to this report.", {"AP"}),
        ("A ferry burned." + BODY + "\nAssociated Press writer Ilse Marn contributed.", {"AP"}),
        ("A ferry burned." + BODY + "\nReuters and AFP contributed to this report.", {"Reuters"}),
        ("A ferry burned." + BODY + "\n- AFP", {"AFP"}),
        ("A ferry burned." + BODY + " — Reuters", {"Reuters"}),
        ("A ferry burned." + BODY + "\nXinhua", {"Xinhua"}),
        ("A ferry burned." + BODY + " With reporting by Reuters.", {"Reuters"}),
        ("A ferry burned." + BODY + " Copyright 2026 The Associated Press. All rights reserved.", {"AP"}),
    ],
)
def test_credits(text, agencies):
    assert credited_agencies(text) == agencies


@pytest.mark.parametrize(
    "text",
    [
        "A ferry burned, Interfax reported." + BODY,
        "Reuters reported that a ferry burned." + BODY,
        "A ferry burned, a spokesman told Reuters on Sunday." + BODY,
        "Smoke over the ferry (AP)\nA ferry burned." + BODY,
        "The AP said in May that it would open an office in Osel." + BODY,
        "By Ria Smith\nA ferry burned." + BODY + "\nRia Smith contributed to this report.",
        "By Michael Bloomberg\nA ferry burned." + BODY,
        "A ferry burned." + BODY + " She won the efe prize - again.",
        "A ferry burned." + BODY + " The dpa, a club, contributed ten crowns.",
        "",
    ],
)
def test_an_agency_that_is_only_named_is_no_credit(text):
    expected = {"dpa"} if "The dpa" in text else set()
    assert credited_agencies(text) == expected


@pytest.mark.parametrize(
    ("author", "agencies"),
    [
        ("Associated Press", {"AP"}),
        ("The Associated Press", {"AP"}),
        ("Reuters", {"Reuters"}),
        ("Ilse Marn, AFP", {"AFP"}),
        ("By Reuters", {"Reuters"}),
        ("Ilse Marn", set()),
        (None, set()),
    ],
)
def test_the_byline_beside_the_text(author, agencies):
    assert credited_agencies("A ferry burned." + BODY, author) == agencies

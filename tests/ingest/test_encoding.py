"""Encodings are told apart, or the text is rejected; nothing is garbled in silence."""

import pytest

from pipeline.ingest.encoding import declared, detect

TEXTS = {
    "English": (
        "The mayor said the bridge would “close” — the café’s owner, Zoë, knew nothing of the £3m works.",
        "cp1252",
    ),
    "French": ("Le maire s’est rendu mercredi à l’hôtel où il a été reçu. Ça n’a pas été long.", "cp1252"),
    "German": ("Die Bürgermeisterin erklärte, die Brücke müsse für größere Lastwagen geschlossen bleiben.", "cp1252"),
    "Spanish": ("El alcalde señaló que la situación mejoró según los últimos datos; ¿cuándo acabará?", "cp1252"),
    "Polish": ("Wczoraj burmistrz ogłosił, że most będzie zamknięty. Źródła mówią o trzech miesiącach.", "cp1250"),
    "Czech": ("Starosta ve středu oznámil, že most bude uzavřen. Oprava potrvá tři měsíce, řekla mluvčí.", "cp1250"),
    "Turkish": ("Belediye başkanı köprünün kapatılacağını açıkladı. Onarım üç ay sürecek, dedi sözcü.", "cp1254"),
    "Russian": ("В среду мэр объявил, что мост будет закрыт. Ремонт продлится три месяца.", "cp1251"),
    "Greek": ("Ο δήμαρχος ανακοίνωσε ότι η γέφυρα θα κλείσει. Οι εργασίες θα διαρκέσουν τρεις μήνες.", "cp1253"),
    "Japanese": ("市長は水曜日に橋を閉鎖すると発表した。修理には三か月かかるという。", "shift_jis"),
    "Chinese": ("市长周三宣布大桥将关闭。维修将需要三个月。", "gb18030"),
}
CASES = [(text, encoding) for text, encoding in TEXTS.values()]


@pytest.mark.parametrize(("text", "encoding"), CASES, ids=TEXTS)
@pytest.mark.parametrize("times", [1, 40])
def test_code_pages_are_told_apart(text, encoding, times, tmp_path, read):
    file = tmp_path / "story.txt"
    file.write_bytes((text * times).encode(encoding))
    assert read(file)[0][0].text == text * times


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("suffix", ["txt", "csv", "jsonl", "json"])
def test_unicode_is_read_in_every_format(encoding, suffix, tmp_path, read):
    text = TEXTS["Polish"][0]
    content = {
        "txt": text,
        "csv": f'id,text\n1,"{text}"\n',
        "jsonl": f'{{"text": "{text}"}}\n',
        "json": f'[{{"text": "{text}"}}]',
    }
    file = tmp_path / f"story.{suffix}"
    file.write_bytes(content[suffix].encode(encoding))
    articles, rejections = read(file)
    assert [article.text for article in articles] == [text]
    assert rejections == []


def test_a_code_page_is_found_behind_a_long_plain_beginning(tmp_path, read):
    rows = (
        ["id,text"] + [f"{n},Rain fell on the town." for n in range(30_000)] + ["x,Señor Muñoz llegó mañana a Málaga"]
    )
    file = tmp_path / "rows.csv"
    file.write_bytes("\n".join(rows).encode("cp1252"))
    assert read(file)[0][-1].text == "Señor Muñoz llegó mañana a Málaga"


def test_one_broken_byte_does_not_turn_utf8_into_a_code_page(tmp_path, read):
    file = tmp_path / "rows.csv"
    good = "1,Žluťoučký kůň přišel domů"
    file.write_bytes(f"id,text\n{good}\n".encode() + b"2,caf\xff\n" + f"{good}\n".encode())
    articles, _ = read(file)
    assert [article.text for article in articles] == [
        "Žluťoučký kůň přišel domů",
        "caf\udcff",
        "Žluťoučký kůň přišel domů",
    ]


def test_a_sample_that_ends_inside_a_character_is_utf8():
    assert detect("Žluťoučký kůň".encode()[:-1]) == "utf-8"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<meta charset="windows-1251">', "cp1251"),
        (b"<META http-equiv=Content-Type content='text/html; charset=ISO-8859-2'>", "iso8859-2"),
        (b'<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        (b'<meta charset="no-such-thing">', None),
        (b"<p>charset=utf-8</p>", None),
    ],
)
def test_a_page_may_declare_its_encoding(head, expected):
    assert declared(head) == expected


@pytest.mark.parametrize("charset", ["windows-1252", "utf-8", "utf-7", "none-such"])
def test_a_page_that_declares_a_wrong_encoding_is_read_all_the_same(charset, tmp_path, read):
    file = tmp_path / "page.html"
    words = (
        "<p>The café’s owner said the bridge would stay closed for fourteen weeks and that nobody had told her.</p>" * 3
    )
    file.write_bytes(f'<html><head><meta charset="{charset}"></head><body>{words}</body></html>'.encode("cp1252"))
    assert "café’s owner" in read(file)[0][0].text

"""Lists of links: text, tables of links, and what is none."""

import pytest

from pipeline.errors import InputError
from pipeline.sources.links import read_links


def links(tmp_path, text, name="links.csv"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_links(tmp_path / name)


def test_a_text_with_an_address_a_line(tmp_path):
    text = "# the week\nhttps://a.example/1\n\nsee https://b.example/x,y?z=1\nhttps://a.example/1\n"
    assert [entry.url for entry in links(tmp_path, text, "week.txt")] == [
        "https://a.example/1",
        "https://b.example/x,y?z=1",
    ]


def test_gdelts_list_of_articles(tmp_path):
    text = '\ufeffURL,MobileURL,Date,Title\nhttps://a.example/1,,2026-05-25 10:15:00,"Bridge, again, to close"\n'
    (entry,) = links(tmp_path, text)
    assert (entry.url, entry.title, entry.published) == (
        "https://a.example/1",
        "Bridge, again, to close",
        "2026-05-25 10:15:00",
    )


def test_the_table_that_clients_of_gdelt_write(tmp_path):
    text = (
        ",url,url_mobile,title,seendate,socialimage,domain,language,sourcecountry\n"
        "0,https://a.example/1,,Bridge to close,20260525T101500Z,https://a.example/1.jpg,a.example,English,Velmora\n"
    )
    (entry,) = links(tmp_path, text)
    assert (entry.url, entry.title, entry.published) == ("https://a.example/1", "Bridge to close", "20260525T101500Z")
    assert entry.outlet is None


def test_gdelts_table_without_names_of_columns(tmp_path):
    rows = "1001\t20260525\tVELMORA\t3.4\thttps://a.example/1\n1002\t20260525\tNEMMER\t1.0\thttp://b.example/2\n"
    assert [entry.url for entry in links(tmp_path, rows, "export.CSV")] == ["https://a.example/1", "http://b.example/2"]


def test_zoteros_export(tmp_path):
    text = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","Url","Abstract Note","Date"\n'
        '"K1","newspaperArticle","2026","Lindqvist, Ana","Bridge to close","Tilmouth Post","https://a.example/1",'
        '"The harbour\nbridge will close.","2026-05-25"\n"K2","book","1999","Brandt, T","Bridges","","",,\n'
    )
    (entry,) = links(tmp_path, text)
    assert (entry.outlet, entry.author, entry.published) == ("Tilmouth Post", "Lindqvist, Ana", "2026-05-25")
    assert entry.summary == "The harbour\nbridge will close."


def test_zoteros_export_with_the_columns_that_it_has_today(tmp_path):
    names = [
        "Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "ISBN", "ISSN", "DOI", "Url",
        "Abstract Note", "Date", "Date Added", "Date Modified", "Access Date", "Pages", "Num Pages", "Issue", "Volume",
        "Number Of Volumes", "Journal Abbreviation", "Short Title", "Series", "Series Number", "Series Text",
        "Series Title", "Publisher", "Place", "Language", "Rights", "Type", "Archive", "Archive Location",
        "Library Catalog", "Call Number", "Extra", "Notes", "File Attachments", "Link Attachments", "Manual Tags",
    ]  # fmt: skip
    held = dict.fromkeys(names, "") | {
        "Key": "K1", "Author": "Lindqvist, Ana; Brandt, Tom", "Title": "Bridge to close", "Date": "2026-05-25",
        "Publication Title": "Tilmouth Post", "Url": "https://a.example/1", "Date Added": "2026-05-28 08:00:00",
        "Library Catalog": "a.example", "Publisher": "Tilmouth Group", "Short Title": "Bridge",
    }  # fmt: skip
    rows = [",".join(f'"{cell}"' for cell in cells) for cells in (names, held.values())]
    (entry,) = links(tmp_path, "\ufeff" + "\n".join(rows) + "\n")
    assert (entry.url, entry.title, entry.published) == ("https://a.example/1", "Bridge to close", "2026-05-25")
    assert (entry.outlet, entry.author) == ("Tilmouth Post", "Lindqvist, Ana; Brandt, Tom")


def test_a_table_in_another_encoding_and_with_semicolons(tmp_path):
    (entry,) = links(tmp_path, "Titel;Title;Link\nx;Café closes;https://a.example/1\n".encode("cp1252"))
    assert (entry.title, entry.url) == ("Café closes", "https://a.example/1")


@pytest.mark.parametrize("text", ["", "url,title\n,x\n", "no address here\n", b"\0\1\2"])
def test_a_file_without_an_address_is_told(text, tmp_path):
    with pytest.raises(InputError, match=r"links\.csv"):
        links(tmp_path, text)


def test_a_table_with_a_quotation_mark_that_is_never_closed_is_told(tmp_path):
    rows = 'url,title\nhttps://a.example/1,One\nhttps://a.example/2,"Two\nhttps://a.example/3,Three\n'
    with pytest.raises(InputError, match=r"links\.csv: a broken table .*https://a\.example/2.* never closed"):
        links(tmp_path, rows)
    with pytest.raises(InputError, match=r"links\.csv: a broken table"):
        links(tmp_path, rows + "https://a.example/4,Four\n" * 10_000)


def test_a_table_whose_lines_end_as_on_an_old_macintosh(tmp_path):
    found = links(tmp_path, "url,title\rhttps://a.example/1,One\rhttps://a.example/2,Two\r")
    assert [entry.title for entry in found] == ["One", "Two"]

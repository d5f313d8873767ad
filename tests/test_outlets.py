"""Outlets get one canonical id, by name, alias, domain or slug."""

import csv
from collections import Counter
from datetime import date

import pytest

from pipeline.cli import main
from pipeline.errors import SettingsError
from pipeline.outlets import OUTLETS_FILE, UNKNOWN, OutletDirectory
from pipeline.progress import Silent
from pipeline.runner import read
from pipeline.settings import Corpus, Settings

EXTRA = """name,aliases,domains,country,language,ownership
Velmora Courier,Courier of Velmora|VC Online News,velmora-courier.example|vc.example,XV,en,private
The East Bank Echo,,echo.example,XV,en,
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    extra = tmp_path_factory.mktemp("outlets") / "extra.csv"
    extra.write_text(EXTRA, encoding="utf-8")
    return OutletDirectory.load(str(extra))


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("Velmora Courier", None, "velmora-courier"),
        ("  VELMORA \n courier", None, "velmora-courier"),
        ("Courier of Velmora", None, "velmora-courier"),
        ("velmora-courier.example", None, "velmora-courier"),
        ("www.vc.example", None, "velmora-courier"),
        (None, "https://www.velmora-courier.example/a?b#c", "velmora-courier"),
        (None, "http://sport.vc.example:8080/", "velmora-courier"),
        ("Somebody Else", "https://vc.example/1", "velmora-courier"),
        ("Velmora Courier", "https://echo.example/reprint", "velmora-courier"),
        ("Velmora Courier (News)", None, "velmora-courier"),
        ("Velmora Courier - Opinion", None, "velmora-courier"),
        ("Velmora Courier (Online News)", None, "velmora-courier"),
        ("Velmora Courier Online", None, "velmora-courier"),
        ("The Velmora Courier", None, "velmora-courier"),
        ("The East Bank Echo", None, "east-bank-echo"),
        ("East Bank Echo", None, "east-bank-echo"),
        ("East Bank Echo (News)", "https://vc.example/", "velmora-courier"),
    ],
)
def test_a_known_outlet_is_found(directory, name, url, expected):
    assert directory.identify(name, url).outlet_id == expected


def test_facts_come_with_the_outlet_and_unknown_ones_are_none(directory):
    outlet = directory.identify("VC Online News", None)
    assert (outlet.name, outlet.country, outlet.language, outlet.ownership) == (
        "Velmora Courier",
        "XV",
        "en",
        "private",
    )
    assert directory.identify("The East Bank Echo", None).ownership is None


@pytest.mark.parametrize(
    "spellings",
    [
        ("Dune Post", "The Dune Post", "dune  post", "Dune Post (News)", "Dune Post - News", "Dune Post Online"),
        ("Dune News", "Dune Online News", "DUNE NEWS", "The Dune News (Opinion)"),
        ("Żółta Gazeta", "zółta gazeta"),
        ("Вестник Реки", "ВЕСТНИК РЕКИ"),
    ],
)
def test_unlisted_outlets_do_not_split_by_spelling(directory, spellings):
    found = {directory.identify(name, None).outlet_id for name in spellings}
    assert len(found) == 1
    assert found != {UNKNOWN.outlet_id}


@pytest.mark.parametrize("pair", [("Dune News", "Dune"), ("Sky Post", "Post"), ("Online", "The Online Echo")])
def test_unlisted_outlets_of_different_names_stay_apart(directory, pair):
    assert len({directory.identify(name, None).outlet_id for name in pair}) == 2


def test_an_unlisted_address_stands_for_its_outlet(directory):
    outlet = directory.identify(None, "https://www.dunepost.example/story")
    assert (outlet.outlet_id, outlet.name, outlet.country) == ("dunepost-example", "dunepost.example", None)


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "ftp://vc.example/", "https://", "http://[::1", "no"])
@pytest.mark.parametrize("name", [None, "", " \t", "—"])
def test_with_nothing_known_the_outlet_is_unknown(directory, name, url):
    assert directory.identify(name, url) == UNKNOWN


def test_a_domain_that_only_ends_alike_is_another_outlet(directory):
    assert directory.identify(None, "https://notvc.example/").outlet_id == "notvc-example"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "'name'; it has none"),
        (b"title,url\nx,y\n", "'name'; it has 'title', 'url'"),
        (b"\xff\xfe\xfa", "cannot be read"),
        (b"name,owner,owner\nx,y,z\n", "two columns are called 'owner'"),
        (b"name,owner\nx,y\nx,y,z\n", "line 3: more cells"),
        (b"name,owner\nSky Post,A\nThe Sky Post,B\n", "'the sky post' and 'sky post' would both have the id"),
        (b"name,outlet_id\nDune News,dune-news\nDune News Online,\n", "would both have the id 'dune-news'"),
        (b"name,outlet_id\nDune News Online,\nDune News,dune-news\n", "would both have the id 'dune-news'"),
        (b"name,owner\n???,A\n", "line 2: no id can be made of the name '???'. Give it an outlet_id"),
    ],
)
def test_a_file_of_outlets_that_cannot_be_used_ends_the_run(content, told, tmp_path):
    file = tmp_path / "extra.csv"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"extra\.csv") as raised:
        OutletDirectory.load(file)
    assert told in str(raised.value)


def facts(directory, *outlets):
    return {(row["outlet_id"], row["fact"]): (row["value"], row["source"]) for row in directory.facts(outlets)}


def test_any_column_is_a_fact_with_its_source(tmp_path):
    file = tmp_path / "desk.csv"
    file.write_text(
        "name,press council,staff,source,\nDune Post,member,120,its own imprint,\nSky Post,,7,,\n", encoding="utf-8"
    )
    assert facts(OutletDirectory.load(file), "dune-post", "sky-post", "unlisted") == {
        ("dune-post", "press council"): ("member", "its own imprint (desk.csv)"),
        ("dune-post", "staff"): ("120", "its own imprint (desk.csv)"),
        ("sky-post", "staff"): ("7", "desk.csv"),
    }


def test_the_names_of_columns_may_stand_behind_spaces(tmp_path):
    file = tmp_path / "desk.csv"
    file.write_text("outlet_id, name, staff\nours, Dune Post, 120\n", encoding="utf-8")
    directory = OutletDirectory.load(file)
    assert directory.identify("Dune Post", None).outlet_id == "ours"
    assert facts(directory, "ours") == {("ours", "staff"): ("120", "desk.csv")}


def test_names_that_differ_in_an_addition_are_kept_apart_by_ids_and_are_one_by_one_id(tmp_path):
    file = tmp_path / "desk.csv"
    rows = "outlet_id,name,owner\n{},Sky Post,A\n{},The Sky Post,B\nmarks,???,C\n"
    file.write_text(rows.format("one-post", "two-post"), encoding="utf-8")
    directory = OutletDirectory.load(file)
    found = {name: directory.identify(name, None).outlet_id for name in ("Sky Post", "The Sky Post", "???")}
    assert found == {"Sky Post": "one-post", "The Sky Post": "two-post", "???": "marks"}
    assert [row["value"] for row in directory.facts(found.values())] == ["A", "B", "C"]
    file.write_text(rows.format("post", "post"), encoding="utf-8")
    directory = OutletDirectory.load(file)
    assert {directory.identify(name, None).outlet_id for name in ("Sky Post", "The Sky Post")} == {"post"}


@pytest.mark.parametrize("columns", ["name", "domains"])
def test_what_a_users_list_does_not_say_comes_from_the_shipped_one(columns, tmp_path):
    """By its name or by its domain; what it says itself comes first, under the id that it gives."""
    listed = next(row for row in shipped() if row["domains"] and row["country"] and row["ownership"])
    name, domain = (listed["name"], "") if columns == "name" else ("Desk Name", listed["domains"].split("|")[0])
    file = tmp_path / "desk.csv"
    file.write_text(f'outlet_id,name,domains,ownership,staff\nours,"{name}",{domain},ours,9\n', encoding="utf-8")
    directory = OutletDirectory.load(file)
    outlet = directory.identify(name, None)
    assert (outlet.outlet_id, outlet.country, outlet.ownership) == ("ours", listed["country"], "ours")
    found = facts(directory, "ours")
    assert found["ours", "staff"] == ("9", "desk.csv")
    assert found["ours", "country"] == (listed["country"], "data/outlets.csv of Parallax")
    assert directory.identify(listed["name"], None).outlet_id == "ours"


def test_a_file_of_outlets_that_is_not_there_ends_the_run(tmp_path):
    with pytest.raises(SettingsError, match=r"none\.csv.*No such file"):
        OutletDirectory.load(tmp_path / "none.csv")


def articles(folder):
    file = folder / "news.jsonl"
    file.write_text('{"outlet": "Dune Post", "title": "Dam opened", "text": "The dam was opened."}\n', encoding="utf-8")
    return file


def test_a_run_holds_what_a_list_says_of_its_outlets(tmp_path):
    file = tmp_path / "desk.csv"
    file.write_text("name,staff\nDune Post,120\nSky Post,7\n", encoding="utf-8")
    settings = Settings(corpus=Corpus(outlets_file=str(file)))
    found = read([articles(tmp_path)], settings, Silent(), date(2026, 5, 25))["outlet_facts"]
    assert found.to_dict("records") == [
        {"outlet_id": "dune-post", "fact": "staff", "value": "120", "source": "desk.csv"}
    ]


def test_the_command_line_takes_a_list_and_says_what_is_wrong_with_it(tmp_path, capsys):
    file = tmp_path / "desk.csv"
    file.write_text("name,staff\nDune Post,120\n", encoding="utf-8")
    assert main(["check", str(articles(tmp_path)), "--outlets", str(file)]) == 0
    file.write_text("outlet,staff\nDune Post,120\n", encoding="utf-8")
    assert main(["check", str(articles(tmp_path)), "--outlets", str(file)]) == 2
    assert "desk.csv: a file of outlets needs the column 'name'; it has 'outlet', 'staff'" in capsys.readouterr().err


def shipped():
    with OUTLETS_FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_shipped_name_alias_and_domain_leads_to_its_own_outlet():
    directory = OutletDirectory.load()
    wrong = []
    for row in shipped():
        keys = [(alias, None) for alias in [row["name"], *filter(None, row["aliases"].split("|"))]]
        keys += [(None, f"https://www.{domain}/x") for domain in filter(None, row["domains"].split("|"))]
        wrong += [(key, row["outlet_id"]) for key in keys if directory.identify(*key).outlet_id != row["outlet_id"]]
    assert wrong == []


def test_shipped_ids_are_unique():
    assert [outlet for outlet, n in Counter(row["outlet_id"] for row in shipped()).items() if n > 1] == []

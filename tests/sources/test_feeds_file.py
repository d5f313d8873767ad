"""The list of feeds that comes with the program, and lists of one's own."""

import pytest

from pipeline.errors import SettingsError
from pipeline.outlets import OutletDirectory
from pipeline.sources.outlets import FEEDS_FILE, load_feeds

OUTLETS = load_feeds()


def test_the_list_spans_countries_and_kinds_of_ownership():
    assert len(OUTLETS) >= 60
    assert len({outlet.country for outlet in OUTLETS if outlet.country}) >= 25
    kinds = {(outlet.ownership or "").split(":")[0] for outlet in OUTLETS}
    assert {"state", "public", "private"} <= kinds
    assert "UNVERIFIED" in FEEDS_FILE.read_text(encoding="utf-8")


def test_every_outlet_is_the_one_that_the_list_of_outlets_knows_by_its_name():
    directory = OutletDirectory.load()
    found = {outlet.name: directory.identify(outlet.name, None) for outlet in OUTLETS}
    assert {outlet.name: outlet.outlet_id for outlet in OUTLETS} == {
        name: known.outlet_id for name, known in found.items()
    }
    assert {outlet.name: outlet.country for outlet in OUTLETS} == {name: known.country for name, known in found.items()}


def test_no_outlet_and_no_feed_is_listed_twice():
    ids = [outlet.outlet_id for outlet in OUTLETS]
    feeds = [feed for outlet in OUTLETS for feed in outlet.feeds]
    assert len(ids) == len(set(ids))
    assert len(feeds) == len(set(feeds))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("feeds = 1", "lists no outlet"),
        ("not toml", "cannot be read"),
        ('[[outlet]]\nid = "a"\nname = "A"', "has no address"),
        ('[[outlet]]\nid = "a"\nfeeds = ["https://a.example/rss"]', "lacks an id or a name"),
        ('[[outlet]]\nid = "a"\nname = "A"\nfeeds = ["file:///etc/passwd"]', "not http or https: file"),
        ('[[outlet]]\nid = "a"\nname = "A"\nfeed = "https://a.example/rss"', r"has the keys \['feed'\]"),
        ('[[outlet]]\nid = "a"\nname = "A"\nfeeds = "https://a.example/rss"', "feeds is 'https://a.example/rss'"),
    ],
)
def test_what_is_wrong_with_a_list_is_told(text, problem, tmp_path):
    (tmp_path / "feeds.toml").write_text(text)
    with pytest.raises(SettingsError, match=problem):
        load_feeds(tmp_path / "feeds.toml")

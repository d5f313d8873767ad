"""The command `fetch`, and a run over what it fetched."""

import pytest

from pipeline import load_run
from pipeline.cli import OK, REJECTED, USER_ERROR, main
from tests.sources.site import Site


@pytest.fixture
def command(tmp_path):
    """Run `fetch` on a site's outlets; returns the exit status."""

    def fetching(site, *options):
        (tmp_path / "feeds.toml").write_text(site.toml())
        allowed = ", ".join(f'"{host}"' for host in site.allowed())
        waits = "delay_seconds = 0.0\nbackoff_seconds = 0.05\nrecheck_hours = 0.0\nworkers = 1\n"
        (tmp_path / "settings.toml").write_text(f'[fetch]\n{waits}contact = ""\nallow_addresses = [{allowed}]\n')
        places = [
            "--feeds",
            tmp_path / "feeds.toml",
            "--out",
            tmp_path / "out",
            "--settings",
            tmp_path / "settings.toml",
        ]
        return main(["fetch", *map(str, places), *options])

    return fetching


def test_it_says_what_it_fetched_what_not_and_how_to_go_on(command, tmp_path, capsys):
    with Site(2, 2, {(1, 2): "gone"}) as site:
        assert command(site) == OK
    out, err = capsys.readouterr()
    assert f"{tmp_path / 'out' / 'articles.jsonl'}: 4 articles of 3 pages" in out
    assert f"not fetched:   1 addresses; see why: {tmp_path / 'out' / '.fetch' / 'problems.csv'}" in out
    assert f"python -m pipeline run {tmp_path / 'out'} --append" in out
    assert "no contact:" in err
    problems = (tmp_path / "out" / ".fetch" / "problems.csv").read_text()
    assert problems.splitlines()[1].endswith("/news/2,failed,status 410")


def test_a_fetch_without_any_article_is_no_ground_for_a_run(command, capsys):
    with Site(1, 1) as site:
        assert command(site, "--topic", "submarine") == REJECTED
    assert "compare them" not in capsys.readouterr().out


def test_check_tells_each_feed_and_its_status(command, tmp_path, capsys):
    with Site(2, 2) as site:
        assert command(site, "--check") == OK
        site.feeds[1] = b"moved"
        assert command(site, "--check", "--outlet", "outlet-1") == REJECTED
        assert f"no  Outlet 1: {site.url(1, '/atom.xml')}: neither a feed nor a sitemap" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_edits_are_listed(command, capsys):
    with Site(1, 1) as site:
        command(site)
        command(site, "--edits")
        assert "no page was changed" in capsys.readouterr().out
        site.edited[1, 1] = " It was half true."
        command(site, "--topic", "notice")
        command(site, "--edits")
    assert "+A ferry will cross the bay every 6 minutes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--since", "last week"], "'last week' is no date. Write it as 2026-05-25"),
        (["--outlet", "tilmouth-post"], "lists no outlet 'tilmouth-post'"),
        (["--urls", "nowhere.csv"], "nowhere.csv: the list of links cannot be read"),
        (["--url", "about:blank"], "about:blank cannot be asked (not http or https: about)"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(options, told, command, capsys):
    with Site(1, 1) as site:
        assert command(site, *options) == USER_ERROR
    assert told in capsys.readouterr().err


@pytest.mark.slow
def test_fetching_and_appending_again_without_news_changes_nothing(command, tmp_path, capsys):
    with Site(3, 4) as site:
        for _ in range(2):
            assert command(site) == OK
            assert main(["run", str(tmp_path / "out"), "--append", "--out", str(tmp_path / "results")]) == OK
        site.n_pages = 5
        command(site)
        main(["run", str(tmp_path / "out"), "--append", "--out", str(tmp_path / "results")])
    told = capsys.readouterr()
    assert "nothing new" in told.err
    assert [line.split(": ")[1].split(",")[0] for line in told.out.splitlines() if line.startswith("run ")] == [
        "12 articles",
        "12 articles",
        "15 articles",
    ]
    assert len([path for path in (tmp_path / "results").iterdir() if (path / "manifest.json").exists()]) == 2


@pytest.mark.slow
def test_a_silent_edit_is_shown_and_fetching_and_appending_it_again_changes_nothing(command, tmp_path, capsys):
    results = str(tmp_path / "results")
    with Site(2, 2) as site:
        for topic in ("", "notice", "outlet"):  # another topic has the feeds read again, and with them the pages
            assert command(site, "--topic", topic) == OK
            assert main(["run", str(tmp_path / "out"), "--append", "--out", results]) == OK
            site.edited[1, 2] = " Two of them were withdrawn."
    run = load_run(results)
    assert len([path for path in (tmp_path / "results").iterdir() if (path / "manifest.json").exists()]) == 2
    assert run.manifest["counts"]["articles"] == 4
    assert "nothing new" in capsys.readouterr().err
    (edited,) = run.table("article_versions")["article_id"]
    event_id = run.table("event_articles").set_index("article_id")["event_id"][edited]
    main(["show", results, "--event", event_id])
    shown = " ".join(capsys.readouterr().out.split())
    assert "version 2" in shown
    assert "silent: the page tells of no update" in shown
    assert "- A ferry will cross the bay every 7 minutes" in shown
    assert "Two of them were withdrawn." in shown.split("+ A ferry")[1]

"""A fetch that is killed again and again ends with the corpus of one that nobody disturbed."""

import random
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.sources.conftest import rows_of
from tests.sources.site import Site

TROUBLES = """redirect loop inward file fails_twice busy broken gone endless bomb cut_gzip half dead charset cookies
paywall live picture""".split()
DRIPS = ["drip", "drip_head"]
"""They take the whole time that a response may take, so only the large site has them."""
KILLS = 5


def troubled_site(n_outlets, n_pages):
    """Every trouble once or more, bad feeds, robots rules and links that lead inside among many plain pages."""
    names = [*TROUBLES, *(DRIPS if n_outlets > len(TROUBLES) else [])]
    trouble = {(1 + n % n_outlets, 2 + n // n_outlets): name for n, name in enumerate(names)}
    site = Site(n_outlets, n_pages, trouble)
    site.robots = {2: "User-agent: *\nDisallow: /news/5$", 3: "User-agent: *\nAllow: /"}
    site.feeds[4] = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0">&x;</rss>'
    return site


def settings_of(site):
    allowed = ", ".join(f'"{host}"' for host in site.allowed())
    workers = 1 if site.n_outlets < 10 else 2
    return (
        "[fetch]\ndelay_seconds = 0.0\nbackoff_seconds = 0.1\nresponse_seconds = 10.0\nattempts = 3\n"
        f"allow_addresses = [{allowed}]\n"
        f"max_bytes = 1_000_000\nhost_failures = 1000\nhosts_at_once = 40\nworkers = {workers}\n"
    )


def started(folder, tmp_path):
    command = [sys.executable, "-m", "pipeline", "fetch", "--feeds", tmp_path / "feeds.toml", "--out", folder]
    with (tmp_path / "log.txt").open("ab") as log:
        return subprocess.Popen([*command, "--settings", tmp_path / "settings.toml"], cwd=ROOT, stdout=log, stderr=log)


def corpus(folder):
    """The rows without the time at which each was fetched."""
    found = rows_of(folder / "articles.jsonl")
    return {url: {name: value for name, value in row.items() if name != "fetched_at"} for url, row in found.items()}


def kill_at(process, site, n_requests):
    """Kill -9 once the site has answered so many more requests; tells whether the process was still at work."""
    until = site.asked.total() + n_requests
    while process.poll() is None and site.asked.total() < until:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    ("n_outlets", "n_pages"), [(5, 12), pytest.param(40, 50, marks=pytest.mark.slow)], ids=["small", "2,000 pages"]
)
def test_killed_five_times_it_ends_with_the_same_corpus(n_outlets, n_pages, tmp_path):
    chance = random.Random(7)
    with troubled_site(n_outlets, n_pages) as site:
        site.feeds[5] = site.feed(5).replace(b"/news/1?", b"/news/1?x=http://169.254.169.254/&amp;")
        (tmp_path / "feeds.toml").write_text(site.toml())
        (tmp_path / "settings.toml").write_text(settings_of(site))
        assert started(tmp_path / "whole", tmp_path).wait() == 0, (tmp_path / "log.txt").read_text()
        n_whole = site.asked.total()
        site.asked.clear()
        share = n_whole // (KILLS + 1)
        for _ in range(KILLS):
            assert kill_at(started(tmp_path / "killed", tmp_path), site, chance.randint(1, share))
            assert not (tmp_path / "killed" / "articles.jsonl").exists()
        assert started(tmp_path / "killed", tmp_path).wait() == 0, (tmp_path / "log.txt").read_text()
        n_killed = site.asked.total()
    whole, killed = corpus(tmp_path / "whole"), corpus(tmp_path / "killed")
    assert len(whole) > 0.8 * n_outlets * n_pages * (n_outlets - 1) / n_outlets
    assert killed == whole
    again = KILLS * n_outlets * 2  # what each host was at when killed, and its robots.txt
    assert n_killed <= n_whole + again

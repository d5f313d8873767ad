"""The command `fetch`: its options, what they mean, and what it says at its end. It prints nothing itself."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError
from pipeline.progress import Progress
from pipeline.settings import Fetch

if TYPE_CHECKING:
    from pipeline.sources.fetch import Fetched
    from pipeline.sources.outlets import FeedOutlet

DEFAULT_FOLDER = Path("data") / "fetched"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Tell `parser` the options of the command."""
    parser.add_argument("--out", default=DEFAULT_FOLDER, type=Path, metavar="DIR", help="the folder (%(default)s)")
    parser.add_argument("--feeds", type=Path, metavar="FILE", help="a list of outlets and feeds (data/feeds.toml)")
    parser.add_argument("--outlet", action="append", default=[], metavar="ID", help="only this of the list; repeatable")
    parser.add_argument("--url", action="append", default=[], metavar="URL", help="a page; may be repeated")
    parser.add_argument("--urls", action="append", default=[], metavar="FILE", help="a text or CSV with links")
    parser.add_argument("--since", metavar="DATE", help="of feeds, only what is not older, as 2026-05-25")
    parser.add_argument("--topic", default="", metavar="WORDS", help="of feeds, only what holds all these words")
    parser.add_argument("--check", action="store_true", help="only say which feeds answer; keep nothing")
    parser.add_argument("--edits", action="store_true", help="only list how pages were changed since they were fetched")
    parser.add_argument("--settings", metavar="FILE", help="a TOML file of settings over the defaults")


def answer(options: argparse.Namespace, settings: Fetch, progress: Progress) -> tuple[str, bool]:
    """Do what `options` ask for; what to tell people, and whether all of it went through. Raises ParallaxError."""
    from pipeline.sources.corpus import edits
    from pipeline.sources.fetch import check_feeds, fetch

    if options.edits:
        return "\n\n".join(edits(options.out)) or "no page was changed", True
    links_alone = (options.url or options.urls) and not options.feeds and not options.outlet
    outlets = [] if links_alone else outlets_of(options.feeds, options.outlet)
    if options.check:
        checks = check_feeds(outlets, settings, progress)
        return "\n".join(check.told for check in checks), not any(check.problem for check in checks)
    if not settings.contact:
        progress.warn("no contact: name a page or mailbox as contact under [fetch] in a settings file")
    day = day_of(options.since)
    made = fetch(
        options.out, outlets, options.url, options.urls,
        since=day, topic=options.topic, settings=settings, progress=progress,
    )  # fmt: skip
    return _told(made, options.out), made.n_articles > 0


def _told(made: Fetched, folder: Path) -> str:
    lines = [f"\n{made.articles}: {made.n_articles:,} articles of {made.n_pages:,} pages"]
    if made.problems:
        waiting = f", {made.n_waiting:,} of them wait for the next fetch" if made.n_waiting else ""
        lines.append(f"not fetched:   {len(made.problems):,} addresses{waiting}; see why: {made.problem_file}")
    if made.n_articles:
        lines.append(f"compare them:  python -m pipeline run {folder} --append")
    return "\n".join(lines)


def outlets_of(path: str | Path | None, ids: Sequence[str] = ()) -> list[FeedOutlet]:
    """The outlets of the list at `path` (default: the one that comes along), or those of `ids`.

    Raises SettingsError for a list that cannot be read, or an id that it does not hold.
    """
    from pipeline.sources.outlets import FEEDS_FILE, load_feeds

    outlets = load_feeds(path or FEEDS_FILE)
    known = {outlet.outlet_id for outlet in outlets}
    if missing := [outlet_id for outlet_id in ids if outlet_id not in known]:
        raise SettingsError(f"{path or FEEDS_FILE.name} lists no outlet {missing[0]!r}", "See the ids in the list")
    return [outlet for outlet in outlets if not ids or outlet.outlet_id in ids]


def day_of(value: str | None) -> date | None:
    """The day that `value` writes as 2026-05-25. Raises SettingsError for other words."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise SettingsError(f"{value!r} is no date", "Write it as 2026-05-25") from None

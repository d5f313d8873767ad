"""The list of outlets to fetch: which feeds and news sitemaps each has. data/feeds.toml is the one that comes along."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import SettingsError
from pipeline.sources.addresses import RefusedError, request_address

FEEDS_FILE = Path(__file__).parent.parent.parent / "data" / "feeds.toml"
_KEYS = {"id", "name", "country", "ownership", "feeds", "sitemaps"}


@dataclass(frozen=True)
class FeedOutlet:
    """An outlet and where its links are listed. `name` is the one by which data/outlets.csv knows it."""

    outlet_id: str
    name: str
    feeds: tuple[str, ...]
    """Addresses of RSS or Atom feeds and of news sitemaps."""
    country: str | None = None
    ownership: str | None = None


def load_feeds(path: str | Path = FEEDS_FILE) -> list[FeedOutlet]:
    """The outlets in the TOML file at `path`. Raises SettingsError, naming the outlet and what is accepted."""
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: the list of feeds cannot be read ({error})", "See data/feeds.toml") from error
    listed = values.get("outlet")
    if not isinstance(listed, list) or not listed:
        raise SettingsError(f"{path}: it lists no outlet", "Write [[outlet]] with id, name and feeds")
    return [_outlet(entry, f"{path}, outlet {number}") for number, entry in enumerate(listed, 1)]


def _outlet(entry: Any, where: str) -> FeedOutlet:
    if not isinstance(entry, Mapping) or (unknown := sorted(set(entry) - _KEYS)):
        raise SettingsError(f"{where} has the keys {unknown}", f"Those there are: {', '.join(sorted(_KEYS))}")
    outlet_id, name = entry.get("id"), entry.get("name")
    if not isinstance(outlet_id, str) or not isinstance(name, str) or not outlet_id or not name.strip():
        raise SettingsError(f"{where} lacks an id or a name", "Give both as strings")
    addresses = [*_addresses(entry, "feeds", where), *_addresses(entry, "sitemaps", where)]
    if not addresses:
        raise SettingsError(f"{where} ({name}) has no address", 'Give feeds = ["https://..."], sitemaps = [...]')
    return FeedOutlet(outlet_id, name, tuple(addresses), entry.get("country"), entry.get("ownership"))


def _addresses(entry: Mapping[str, Any], key: str, where: str) -> list[str]:
    listed = entry.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(address, str) for address in listed):
        raise SettingsError(f"{where}: {key} is {listed!r}", "Give a list of addresses")
    try:
        return [request_address(address) for address in listed]
    except RefusedError as error:
        raise SettingsError(f"{where}: {key} holds an address that cannot be asked ({error})") from None

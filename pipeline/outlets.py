"""Which outlet an article is from: one canonical id for all the ways in which its name and address are written."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import SettingsError

OUTLETS_FILE = Path(__file__).parent.parent / "data" / "outlets.csv"

_OWN = "data/outlets.csv of Parallax"
_IDENTITY = frozenset({"outlet_id", "name", "aliases", "domains", "source"})
"""Columns that say which outlet a row is about, and where the rest is from; all others are facts."""
_TOLD = ("country", "language", "ownership")
_SECTION = r"(?:online |web )*(?:news|opinion|editorial|online|web|blog)"
_ADDITIONS = (
    re.compile(rf"\s*(?:\({_SECTION}\)|\s[-–—|]\s*{_SECTION})$"),
    re.compile(r"^the (?=\S)"),
    re.compile(r" online(?= news$)| online$"),
)
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}")


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet and what is known of it; unknown facts are None."""

    outlet_id: str
    name: str
    country: str | None = None
    language: str | None = None
    ownership: str | None = None


UNKNOWN = Outlet("unknown", "Unknown outlet")


class OutletDirectory:
    """Known outlets, found by name, alias or domain."""

    def __init__(self) -> None:
        self._by_name: dict[str, Outlet] = {}
        self._by_short_name: dict[str, Outlet] = {}
        self._by_domain: dict[str, Outlet] = {}
        self._seen: dict[tuple[str | None, str | None], Outlet] = {}
        self._facts: dict[str, dict[str, tuple[str, str]]] = {}
        """Outlet's id -> fact -> value and source."""

    @classmethod
    def load(cls, extra: str | Path = "") -> OutletDirectory:
        """The outlets of the file `extra`, where given, and then those that come with the program.

        An outlet of both has what `extra` says, and the rest from the other. Raises SettingsError when a file cannot be
        read, lacks the column "name", has two columns of one name, a row of more cells than columns, or two outlets
        that would have one id.
        """
        directory = cls()
        for path in (extra, OUTLETS_FILE):
            if path:
                directory._add(Path(path))
        directory._complete()
        return directory

    def facts(self, outlets: Iterable[str]) -> list[dict[str, object]]:
        """What is listed of `outlets` (ids): rows of schema.OUTLET_FACTS."""
        return [
            {"outlet_id": outlet, "fact": fact, "value": value, "source": source}
            for outlet in outlets
            for fact, (value, source) in self._facts.get(outlet, {}).items()
        ]

    def identify(self, name: str | None, url: str | None) -> Outlet:
        """The outlet that `name` (as an input spells it) and `url` stand for.

        In this order: a known name or alias; a name that is a domain; a name without additions such as "(News)" or
        "Online"; the domain of `url`; a known name that differs in such additions; an outlet of that name of which
        nothing is known; UNKNOWN.
        """
        known = self._seen.get((name, host := _host(url)))
        if known is None:
            known = self._seen[name, host] = self._identify(_plain(name or ""), name or "", host)
        return known

    def listed(self, name: str) -> Outlet | None:
        """The known outlet of which `name` is the name, an alias or a domain; None where there is none."""
        plain = _plain(name)
        return self._by_name.get(plain) or (self._at(plain) if _DOMAIN.fullmatch(plain) else None)

    def _identify(self, plain: str, name: str, host: str | None) -> Outlet:
        if plain in self._by_name:
            return self._by_name[plain]
        if _DOMAIN.fullmatch(plain) and (found := self._at(plain)):
            return found
        for folded in _folds(plain):
            if folded in self._by_name:
                return self._by_name[folded]
        if host and (found := self._at(host)):
            return found
        short = _shortest(plain)
        if short in self._by_short_name:
            return self._by_short_name[short]
        if slug := _slug(short):
            return Outlet(slug, " ".join(name.split()))
        return Outlet(_slug(host), host) if host else UNKNOWN

    def _at(self, host: str) -> Outlet | None:
        """The outlet at `host` or at a domain that it belongs to."""
        labels = host.split(".")
        domains = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self._by_domain[domain] for domain in domains if domain in self._by_domain), None)

    def _add(self, path: Path) -> None:
        file = _OWN if path == OUTLETS_FILE else path.name
        earlier = dict(self._by_name), dict(self._by_domain)
        named: dict[str, tuple[str, bool]] = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = csv.DictReader(stream)
                columns = rows.fieldnames = [column.strip() for column in rows.fieldnames or ()]
                _check_columns(path, [column for column in columns if column])
                for row in rows:
                    if any(row.pop(None, [])):
                        problem = f"{path}, line {rows.line_num}: more cells than the file has columns"
                        raise SettingsError(problem, 'Put a cell that holds a comma into "quotes"')
                    if (row["name"] or "").strip():
                        _check_id(row, named, f"{path}, line {rows.line_num}")
                        self._add_row(row, file, *earlier)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SettingsError(f"{path}: the outlets cannot be read ({error})") from error

    def _add_row(
        self, row: Mapping[str, str | None], file: str, names: Mapping[str, Outlet], domains: Mapping[str, Outlet]
    ) -> None:
        """Enter an outlet; a name or domain that is known already stays with the outlet that had it first.

        One that an earlier file has, by `names` or `domains`, is that outlet: its facts are added there.
        """
        name = " ".join((row["name"] or "").split())
        hosts = [domain.lower().removeprefix("www.") for domain in _several(row.get("domains"))]
        same = names.get(_plain(name)) or next((domains[host] for host in hosts if host in domains), None)
        outlet = same or Outlet(_own_id(row), name)
        listed = self._facts.setdefault(outlet.outlet_id, {})
        for fact, value, source in _facts_of(row, file):
            listed.setdefault(fact, (value, source))
        for alias in (name, *_several(row.get("aliases"))):
            self._by_name.setdefault(_plain(alias), outlet)
            self._by_short_name.setdefault(_shortest(_plain(alias)), outlet)
        for host in hosts:
            self._by_domain.setdefault(host, outlet)

    def _complete(self) -> None:
        """Give each outlet the facts that every run tells of it, whichever file they are from."""
        for found in (self._by_name, self._by_short_name, self._by_domain):
            for key, outlet in found.items():
                facts = self._facts[outlet.outlet_id]
                found[key] = replace(outlet, **{name: facts[name][0] for name in _TOLD if name in facts})


def _check_columns(path: Path, columns: list[str]) -> None:
    if "name" not in columns:
        found = f"it has {', '.join(map(repr, columns[:12]))}" if columns else "it has none"
        raise SettingsError(f"{path}: a file of outlets needs the column 'name'; {found}", "See data/outlets.csv")
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise SettingsError(f"{path}: two columns are called {twice[0]!r}", "Give each column a name of its own")


def _check_id(row: Mapping[str, str | None], named: dict[str, tuple[str, bool]], where: str) -> None:
    """Enter a row in `named`: id -> plain name, and whether the id was given.

    Raises SettingsError where the row, or another name's before it, would come to its id by its name alone: two outlets
    would be one, with the facts of the first.
    """
    own_id, given = _own_id(row), bool((row.get("outlet_id") or "").strip())
    if not own_id:
        raise SettingsError(f"{where}: no id can be made of the name {row['name']!r}", "Give it an outlet_id")
    name = _plain(row["name"] or "")
    other, other_given = named.setdefault(own_id, (name, given))
    if other != name and not (given and other_given):
        problem = f"{where}: {name!r} and {other!r} would both have the id {own_id!r}"
        raise SettingsError(problem, "Give both an outlet_id, or make one name an alias of the other")


def _own_id(row: Mapping[str, str | None]) -> str:
    """The id that a row gives, or the one that its name makes; empty where that is of marks alone."""
    return (row.get("outlet_id") or "").strip() or _slug(_shortest(_plain(row["name"] or "")))


def _facts_of(row: Mapping[str, str | None], file: str) -> Iterator[tuple[str, str, str]]:
    """The filled columns of a row of `file` that are facts: name, value, source."""
    given = (row.get("source") or "").strip()
    source = f"{given} ({file})" if given else file
    for column, cell in row.items():
        fact, value = " ".join(column.split()), (cell or "").strip()
        if fact and fact not in _IDENTITY and value:
            yield fact, value, source


def _several(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _folds(plain: str) -> Iterator[str]:
    """Shorter forms of a plain name, each without one more addition."""
    for addition in _ADDITIONS:
        shorter = addition.sub("", plain)
        if shorter and shorter != plain:
            plain = shorter
            yield plain


def _shortest(plain: str) -> str:
    """The last of the folds of a plain name, or the name itself."""
    *_, short = plain, *_folds(plain)
    return short


def _slug(words: str) -> str:
    """Letters and digits joined by hyphens; accents are dropped, other scripts kept."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", letters.replace("'", "").replace("’", "")).strip("-")


def _host(url: str | None) -> str | None:
    """The host of an http(s) address, without "www."; None where there is none."""
    try:
        parts = urlsplit((url or "").strip())
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    return host.rstrip(".").removeprefix("www.") or None if host else None

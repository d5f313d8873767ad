"""Which events a person wants to see, and the same as SQL over the tables of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

SORTS = {
    "latest": "last_seen DESC NULLS LAST",
    "earliest": "first_seen NULLS LAST",
    "outlets": "n_outlets DESC",
    "articles": "n_articles DESC",
    "conflicts": "n_conflicts DESC NULLS LAST",
}
"""Order of events -> ORDER BY; events that tie follow by size, then by id."""
_OF_COUNTRY = "outlet_id IN (SELECT outlet_id FROM outlets WHERE country IN (SELECT unnest($countries)))"


@dataclass(frozen=True)
class Selection:
    """A choice of events; the default takes all.

    text: words that one of the event's articles holds, all of them, in its title or text, in any order and case;
        every character stands for itself.
    outlets: outlet ids; an event needs an article of one of them.
    events: event ids.
    since, until: first and last day, UTC; an event needs a dated article between them.
    countries: ISO 3166 alpha-2 codes; an event needs an article of an outlet of one of them.
    min_outlets, min_origins: an event needs as many outlets, as many independent origins.
    has_conflicts: an event needs a finding of the kind conflict.
    sort: latest | earliest | outlets | articles | conflicts.
    """

    text: str = ""
    outlets: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()
    min_outlets: int = 1
    min_origins: int = 1
    has_conflicts: bool = False
    sort: str = "latest"

    def articles_where(self) -> tuple[str, dict[str, object]]:
        """A condition on table `articles`: the outlets chosen, and the days where a date is known."""
        conditions, parameters = ["true"], dict[str, object]()
        if self.outlets:
            conditions.append("outlet_id IN (SELECT unnest($outlets))")
            parameters["outlets"] = list(self.outlets)
        if self.since:
            conditions.append("(published_at IS NULL OR published_at >= $since)")
            parameters["since"] = _midnight(self.since)
        if self.until:
            conditions.append("(published_at IS NULL OR published_at < $until)")
            parameters["until"] = _midnight(self.until + timedelta(days=1))
        return " AND ".join(conditions), parameters

    def events_where(self) -> tuple[str, dict[str, object]]:
        """A condition on table `events`, and the values of its parameters."""
        conditions = ["n_outlets >= $min_outlets", "n_origins >= $min_origins"]
        parameters = dict[str, object](min_outlets=self.min_outlets, min_origins=self.min_origins)
        if self.events:
            conditions.append("event_id IN (SELECT unnest($events))")
            parameters["events"] = list(self.events)
        if self.has_conflicts:
            conditions.append("event_id IN (SELECT event_id FROM findings WHERE kind = 'conflict')")
        if self.outlets:
            conditions.append(_with_article("outlet_id IN (SELECT unnest($outlets))"))
            parameters["outlets"] = list(self.outlets)
        if self.countries:
            conditions.append(_with_article(_OF_COUNTRY))
            parameters["countries"] = list(self.countries)
        if self.since or self.until:
            where, bounds = Selection(since=self.since, until=self.until).articles_where()
            conditions.append(_with_article(f"published_at IS NOT NULL AND {where}"))
            parameters |= bounds
        # A pattern reads a text as it is, in half the time that it takes to write all of them in small letters first.
        words = {f"word{n}": f"(?i){re.escape(word)}" for n, word in enumerate(self.text.split())}
        if words:
            found = (f"(regexp_matches(title, ${name}) OR regexp_matches(text, ${name}))" for name in words)
            conditions.append(_with_article(" AND ".join(found)))
            parameters |= words
        return " AND ".join(conditions), parameters


def _with_article(condition: str) -> str:
    """The condition on events that one of an event's articles meets `condition`."""
    articles = f"SELECT article_id FROM articles WHERE {condition}"  # noqa: S608 - a fixed condition, values are bound
    return f"event_id IN (SELECT event_id FROM event_articles WHERE article_id IN ({articles}))"  # noqa: S608


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)

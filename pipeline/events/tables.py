"""Groups of articles as the tables `events` and `event_articles`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.events.common import shared_figures, shared_names, shared_words
from pipeline.events.membership import Membership
from pipeline.events.profiles import Reading
from pipeline.events.ties import Ties
from pipeline.events.words import Words
from pipeline.schema import EVENT_ARTICLES, EVENTS, conform, content_id

_KEYWORDS = 6
_DIGITS = 4
_READ_FOR_KEYWORDS = 50
_TITLE_CHARACTERS = 120


def event_tables(
    articles: pd.DataFrame, read: Reading, tied: Ties, belonging: Membership
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `events` and `event_articles`, in order of the events' first articles.

    `articles` are in order of publication; all others go by the same positions.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for position, label in enumerate(tied.group.tolist()):
        groups[label].append(position)
    ids, titles = articles["article_id"].tolist(), articles["title"].tolist()
    event_ids = {label: content_id("e", ids[group[0]]) for label, group in groups.items()}
    central = [_central(group, tied.similarity) for group in groups.values()]
    is_figure = np.array([word.isdigit() for word in read.words.vocabulary], dtype=bool)
    telling = np.where(is_figure, 0, read.words.rarity)
    events = _counts(articles, tied).assign(
        event_id=list(event_ids.values()),
        title=[_headline(titles[best], read.texts[best]) for best in central],
        keywords=[", ".join(_keywords(group, read.words, telling)) for group in groups.values()],
    )
    reasons = _Reasons(ids, titles, read)
    order = np.concatenate([np.array(group) for group in groups.values()])
    event_of = [event_ids[label] for label in tied.group[order].tolist()]
    members = {
        "event_id": event_of,
        "article_id": [ids[position] for position in order.tolist()],
        "uncorrected_event_id": event_of,
        "similarity": np.round(tied.similarity[order], _DIGITS),
        "probability": np.round(belonging.probability[order], _DIGITS),
        "other_article_id": [ids[other] if other >= 0 else None for other in belonging.other[order].tolist()],
        "other_probability": np.round(belonging.other_probability[order], _DIGITS),
        # Event by event, so that what was read of a text is at hand for the next.
        "reasons": [json.dumps(reasons.of(at, tied, belonging), ensure_ascii=False) for at in order.tolist()],
    }
    return conform(events, EVENTS), conform(pd.DataFrame(members), EVENT_ARTICLES)


def _counts(articles: pd.DataFrame, tied: Ties) -> pd.DataFrame:
    grouped = articles.assign(group=tied.group, similarity=tied.similarity).groupby("group", sort=False)
    return grouped.agg(
        first_seen=("published_at", "min"),
        last_seen=("published_at", "max"),
        n_articles=("article_id", "size"),
        n_outlets=("outlet_id", "nunique"),
        n_origins=("origin_id", "nunique"),
        cohesion=("similarity", "mean"),
    ).reset_index(drop=True)


def _central(group: list[int], similarity: np.ndarray) -> int:
    """The article most similar to the others of `group`; the earliest of equals."""
    return group[int(np.argmax(np.nan_to_num(similarity[group])))]


def _headline(title: object, text: str) -> str:
    """The headline; where there is none, the text's first line, cut to a headline's length."""
    if isinstance(title, str) and title.strip():
        return title.strip()
    first_line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first_line if len(first_line) <= _TITLE_CHARACTERS else first_line[:_TITLE_CHARACTERS].rstrip() + "…"


def _keywords(group: list[int], known: Words, telling: np.ndarray) -> list[str]:
    """The words that most of the event's articles have (its own words, where it is alone) and few others; `telling`:
    how much each word tells.
    """
    several = group[:_READ_FOR_KEYWORDS]
    read = np.concatenate([known.distinct(one) for one in several]) if len(several) > 1 else known.of(group[0])
    numbers, count = np.unique(read, return_counts=True)
    numbers, score = numbers[telling[numbers] > 0], (count * telling[numbers])[telling[numbers] > 0]
    return known.first(numbers, score, _KEYWORDS)


class _Reasons:
    """What ties articles, for the column `reasons`."""

    def __init__(self, ids: Sequence[str], titles: Sequence[str], read: Reading) -> None:
        self._ids, self._titles, self._read = ids, titles, read

    def of(self, position: int, tied: Ties, belonging: Membership) -> dict[str, object]:
        """What ties the article at `position` to its event, and under "other" to the one that it would be in next."""
        reasons = self._between(position, int(tied.nearest[position]), tied.nearest_similarity[position])
        other = int(belonging.other[position])
        if other >= 0:
            reasons["other"] = self._between(position, other, belonging.other_similarity[position])
        return reasons

    def _between(self, one: int, other: int, similarity: float) -> dict[str, object]:
        """What two articles have in common; null or empty where `other` is -1, none."""
        if other < 0:
            nothing: dict[str, object] = {"nearest_article": None, "similarity": None, "days_apart": None}
            return nothing | {"shared_names": [], "shared_figures": [], "shared_words": []}
        of_one, of_other = map(self._words_of, (one, other))
        known = self._read.words
        return {
            "nearest_article": self._ids[other],
            "similarity": _rounded(similarity),
            "days_apart": _rounded(abs(self._read.days[one] - self._read.days[other]), 2),
            "shared_names": shared_names(of_one, of_other, known),
            "shared_figures": shared_figures(of_one, of_other),
            "shared_words": shared_words(one, other, known),
        }

    def _words_of(self, article: int) -> str:
        """Its text, or the title where it has none of its own."""
        title = self._titles[article]
        return title if self._read.headline_only[article] and pd.notna(title) else self._read.texts[article]


def _rounded(value: float, digits: int = _DIGITS) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)

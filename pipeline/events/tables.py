"""Groups of articles as the tables `events` and `event_articles`."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.events.ties import Ties
from pipeline.events.words import WordVectors, words
from pipeline.schema import EVENT_ARTICLES, EVENTS, conform, content_id

_SHARED_WORDS, _KEYWORDS = 6, 6
_READ_FOR_KEYWORDS = 50
_TITLE_CHARACTERS = 120


def event_tables(
    articles: pd.DataFrame, texts: Sequence[str], days: np.ndarray, known: WordVectors, tied: Ties
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `events` and `event_articles`, in order of the events' first articles.

    `articles` are in order of publication; `texts` are what was read of each, `days` the times in days.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for position, label in enumerate(tied.group.tolist()):
        groups[label].append(position)
    ids, titles, bodies = (articles[name].tolist() for name in ("article_id", "title", "text"))
    event_ids = {label: content_id("e", ids[group[0]]) for label, group in groups.items()}
    central = [_central(group, tied.similarity) for group in groups.values()]
    events = _counts(articles, tied).assign(
        event_id=list(event_ids.values()),
        title=[_headline(titles[best], bodies[best]) for best in central],
        keywords=[", ".join(_keywords(group, texts, known)) for group in groups.values()],
    )
    rows = [
        {
            "event_id": event_ids[label],
            "article_id": ids[position],
            "uncorrected_event_id": event_ids[label],
            "similarity": _rounded(tied.similarity[position]),
            "reasons": json.dumps(_reasons(position, ids, texts, days, known, tied), ensure_ascii=False),
        }
        for label, group in groups.items()
        for position in group
    ]
    return conform(events, EVENTS), conform(rows, EVENT_ARTICLES)


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


def _keywords(group: list[int], texts: Sequence[str], known: WordVectors) -> list[str]:
    """The words that most of the event's articles have (its own words, where it is alone) and few others."""
    read = [words(texts[position]) for position in group[:_READ_FOR_KEYWORDS]]
    counts = Counter(word for found in read for word in (set(found) if len(read) > 1 else found))
    score = {word: count * known.rarity(word) for word, count in counts.items() if not word.isdigit()}
    return sorted(score, key=lambda word: (-score[word], word))[:_KEYWORDS]


def _reasons(
    position: int, ids: list[str], texts: Sequence[str], days: np.ndarray, known: WordVectors, tied: Ties
) -> dict[str, object]:
    """What ties the article to its event, for the column `reasons`; every value null where it is alone."""
    nearest = int(tied.nearest[position])
    if nearest < 0:
        return {"nearest_article": None, "similarity": None, "days_apart": None, "shared_words": []}
    shared = sorted(set(words(texts[position])) & set(words(texts[nearest])))
    return {
        "nearest_article": ids[nearest],
        "similarity": _rounded(tied.nearest_similarity[position]),
        "days_apart": _rounded(abs(days[position] - days[nearest]), 2),
        "shared_words": sorted(shared, key=lambda word: (-known.rarity(word), word))[:_SHARED_WORDS],
    }


def _rounded(value: float, digits: int = 4) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)

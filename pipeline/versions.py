"""Captures of one page at several times: the newest is the article, the others are its versions.

A capture is a row of the table articles that knows its address and when it was fetched. An article keeps the id of the
capture that was read first, so that its event, corrections and links to it hold when the outlet edits it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from pipeline.schema import ARTICLE_VERSIONS, ARTICLES, TEXT_MARKS, conform, content_id

Row = dict[str, Any]
Tables = dict[str, pd.DataFrame]

WHOLE = ("article", None)
"""Kinds of page whose text may be a whole article; None where the input does not tell."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SITE = re.compile(r"https?://[^/?#]*/?(?:#.*)?", re.IGNORECASE)
_SHARED = ("page_kind", "fetched_at", "updated_at", "title", "text", "content_sha256")
_SAME = ["outlet_id", "url", "title", "content_sha256"]
"""What tells that two rows are one article, whatever their dates."""


def settled(captures: Sequence[Row]) -> tuple[Row, list[Row], list[Row]]:
    """Of `captures` of one page: the article, its other versions by time, and repetitions, which tell nothing new.

    The article is the newest, of an article's kind where there is one: a paywall may close a page that was open. What
    says the same as the capture of its kind before it, or as another of its time, is a repetition. A capture without a
    time counts as the oldest.
    """
    in_time = sorted(captures, key=lambda row: (row["fetched_at"] or _LONG_AGO, row["page_kind"] not in WHOLE))
    last: dict[str | None, Row] = {}
    told: set[tuple[Any, ...]] = set()
    versions: list[Row] = []
    repetitions: list[Row] = []
    for row in in_time:
        before = last.get(row["page_kind"])
        at_its_time = (row["fetched_at"], *_words(row))
        if at_its_time in told or (before is not None and _words(before) == _words(row)):
            repetitions.append(row)
        else:
            told.add(at_its_time)
            last[row["page_kind"]] = row
            versions.append(row)
    article = next((row for row in reversed(versions) if row["page_kind"] in WHOLE), versions[-1])
    return article, [row for row in versions if row is not article], repetitions


def page_of(url: Any, fetched_at: Any) -> str | None:
    """The page of which an article is a capture; None where it was not fetched, or its address is a whole site's."""
    return None if pd.isna(url) or pd.isna(fetched_at) or _SITE.fullmatch(url) else str(url)


def version_row(capture: Row, article_id: str) -> Row:
    """`capture` as a row of the table article_versions."""
    shared = {name: capture[name] for name in _SHARED}
    fetched_at = shared["fetched_at"] and shared["fetched_at"].isoformat()
    return {"version_id": content_id("v", article_id, fetched_at, *_words(capture)), "article_id": article_id, **shared}


def joined(before: Tables, added: Tables) -> tuple[Tables, set[str]]:
    """The tables articles, article_versions and text_marks of `before` with what `added` has beyond it.

    Also the ids of the articles of `before` that have another text now: a page that both hold is one article.
    """
    added = _with_known_ids(before["articles"], added)
    old, new = (tables["articles"].set_index("article_id", drop=False) for tables in (before, added))
    versions, edited = [before["article_versions"], added["article_versions"]], set[str]()
    for name in _different(old, new):
        pair = [_row(old.loc[name]), _row(new.loc[name])]
        article, others, _ = settled(pair)
        edited |= {name} if article is pair[1] else set()
        versions.append(conform([version_row(row, name) for row in others], ARTICLE_VERSIONS))
    fresh = [name for name in new.index if name in edited or name not in old.index]
    kept = before["text_marks"][~before["text_marks"]["article_id"].isin(edited)]
    marks = added["text_marks"][added["text_marks"]["article_id"].isin(fresh)]
    tables = {
        "articles": conform(pd.concat([old.drop(index=list(edited)), new.loc[fresh]]), ARTICLES),
        "article_versions": conform(pd.concat(versions).drop_duplicates("version_id"), ARTICLE_VERSIONS),
        "text_marks": conform(pd.concat([kept, marks]), TEXT_MARKS),
    }
    return tables, edited


def _with_known_ids(known: pd.DataFrame, added: Tables) -> Tables:
    """`added` with the ids that its pages have in `known`, a frame of articles.

    An article of `added` that has such an id by its own words is the page as it was, and left out.
    """
    pages = _captures(added["articles"])[["url", "article_id"]]
    both = pages.merge(_captures(known)[["url", "article_id"]], on="url", suffixes=("", "_known"))
    both = both[both["article_id"] != both["article_id_known"]]
    renamed = dict(zip(both["article_id"], both["article_id_known"], strict=True))
    as_before = set(renamed.values()) - set(renamed)

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        columns = [name for name in ("article_id", "origin_id") if renamed and name in frame.columns]
        kept = frame[~frame["article_id"].isin(as_before)] if columns else frame
        return kept.assign(**{name: kept[name].map(lambda own: renamed.get(own, own)) for name in columns})

    tables = {name: named(frame) for name, frame in added.items()}
    return tables | {"article_versions": _identified(tables["article_versions"])} if renamed else tables


def _identified(versions: pd.DataFrame) -> pd.DataFrame:
    """`versions` with the ids that follow from their articles' ids."""
    found = [_row(version) for version in versions.to_dict("records")]
    return conform([version_row(version, version["article_id"]) for version in found], ARTICLE_VERSIONS)


def without_redated(known: pd.DataFrame, added: Tables) -> tuple[Tables, int]:
    """`added` without the articles that `known`, a frame of articles, has with a date that was read otherwise.

    A file that grows may show that it writes the month first, and a date that lay in the future comes. Also how many
    there are.
    """
    articles = added["articles"]
    new = articles[~articles["article_id"].isin(known["article_id"]) & articles["fetched_at"].isna()]
    dated = [*_SAME, "published_at", "published_at_source"]
    both = new[["article_id", *dated]].merge(known[dated], on=_SAME, suffixes=("", "_known"))
    day_and_month = both["published_at"].dt.strftime("%Y-%d-%m %H:%M:%S")
    turned = day_and_month == both["published_at_known"].dt.strftime("%Y-%m-%d %H:%M:%S")
    assumed = both["published_at_source"].str.endswith(" first)")
    future = "unknown: " + both["published_at"].dt.strftime("%Y-%m-%d") + " is in the future"
    redated = (turned & assumed) | (future == both["published_at_source_known"])
    names = set(both.loc[redated.fillna(False).astype(bool), "article_id"])
    kept = {name: frame[~frame["article_id"].isin(names)] for name, frame in added.items() if "article_id" in frame}
    return added | kept, len(names)


def _captures(articles: pd.DataFrame) -> pd.DataFrame:
    pages = (page_of(*row) for row in zip(articles["url"], articles["fetched_at"], strict=True))
    return articles[pd.Series([page is not None for page in pages], articles.index, dtype=bool)]


def _different(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Ids of the articles whose title or text is another one in `new`, both indexed by id."""
    both = old.index.intersection(new.index)
    columns = [frame.loc[both, name].fillna("") for name in ("title", "text") for frame in (old, new)]
    differs = (columns[0] != columns[1]) | (columns[2] != columns[3])
    return [str(name) for name in both[differs.to_numpy()]]


def _row(values: Any) -> Row:
    """`values`, a row of articles, as a capture: None where a value is missing."""
    return {str(name): None if pd.isna(value) else value for name, value in values.items()}


def _words(capture: Row) -> tuple[Any, str]:
    return capture["title"], capture["text"]

"""Grouping where articles come to a run: only what they can change is grouped again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.correcting import Correcting, Tables, is_corrected, told_otherwise, unchanged_events
from pipeline.identity import free
from pipeline.progress import Progress
from pipeline.provenance import maker_of
from pipeline.schema import EVENT_ARTICLES, EVENTS, conform
from pipeline.settings import Events, Settings
from pipeline.store import StoredRun
from pipeline.versions import without_redated

_MOST = 0.5
"""Share of the articles from which all of them are grouped again: the gain is small, and the result that of one run."""


class Adding:
    """The grouping of an earlier run, to which articles come, or come `edited`.

    An article is compared with those at most `window_days` away. So only what lies in twice the window around the new
    ones is grouped, whole events of it; a group is taken over where it holds something within the window, or has
    exchanged articles with one that does. Undated articles lie anywhere, and so do those that corrections name
    or, in the earlier run, have moved. How rare a word is takes some articles to tell: where these are fewer, the next
    in time are grouped with them.
    """

    def __init__(
        self,
        before: Mapping[str, pd.DataFrame],
        articles: pd.DataFrame,
        edited: Collection[str],
        correcting: Correcting,
        settings: Events,
    ) -> None:
        """`before` holds the earlier events and event_articles; `articles` are all that there are now."""
        self._before, self._correcting = before, correcting
        times = articles[["article_id", "published_at"]].sort_values(["published_at", "article_id"], na_position="last")
        day = times.set_index("article_id")["published_at"]
        earlier = day.index.isin(before["event_articles"]["article_id"])
        new = pd.Series(~earlier | day.index.isin(edited), day.index)
        first, last, window = day[new].min(), day[new].max(), pd.Timedelta(days=settings.window_days)
        held = before["event_articles"].set_index("article_id").reindex(day.index)
        self._own: pd.Series = held["uncorrected_event_id"]
        self._touched = new | day.between(first - window, last + window)
        away = pd.concat([first - day, day - last], axis=1).max(axis=1)
        reach = max(2 * window, away.nsmallest(settings.fewest_regrouped).max())
        corrected = is_corrected(held)  # also by what was taken back since
        part = new | (away <= reach) | day.isna() | day.index.isin(correcting.named) | corrected
        part = _closed(part, held["event_id"], self._own)
        self._whole = bool(day[new].isna().any() or part.mean() > _MOST)
        self._part = part

    def part(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Those of `articles` that are grouped again."""
        return articles if self._whole else articles[articles["article_id"].isin(self._part.index[self._part])]

    @property
    def nothing(self) -> bool:
        """Whether all articles are grouped, and the grouping stays as it is found."""
        return self._whole and self._correcting.nothing

    def __call__(self, labels: pd.Series, nearest: Mapping[str, str]) -> pd.Series:
        """The grouping of the part, article id -> event id, with the corrections; `labels` is the one found."""
        if self._whole:
            return self._correcting(labels, nearest)
        touched = _closed(self._touched.reindex(labels.index), labels, self._own.reindex(labels.index))
        taken_over = labels[touched]
        self._touched = self._touched | touched.reindex(self._touched.index, fill_value=False)
        own = self._own.where(~self._touched)
        own = own.fillna(_free(taken_over, set(own.dropna())))
        return self._correcting(own, nearest).reindex(labels.index)

    def tables(self, events: pd.DataFrame, event_articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The tables of all events: `events` and `event_articles`, made of the part's, and the earlier of the rest."""
        events, event_articles = self._correcting.tables(events, event_articles)
        if self._whole:
            return events, event_articles
        earlier, members = self._before["events"], self._before["event_articles"]
        elsewhere = ~members["article_id"].isin(event_articles["article_id"])
        touched = {*self._touched.index[self._touched], *told_otherwise(members, event_articles)}
        untouched = unchanged_events(members, event_articles, touched)
        kept = untouched | set(members["event_id"][elsewhere])
        new = event_articles[~event_articles["event_id"].isin(untouched)]
        named = _free(new["event_id"], kept)
        names = dict(zip(new["event_id"], named, strict=True))
        new_events = events[events["event_id"].isin(names)]
        return self._in_order(
            pd.concat(
                [earlier[earlier["event_id"].isin(kept)], new_events.assign(event_id=new_events["event_id"].map(names))]
            ),
            pd.concat([members[members["event_id"].isin(kept)], new.assign(event_id=named)]),
        )

    def _in_order(self, events: pd.DataFrame, members: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Both tables in order of the events' first articles."""
        place = members["article_id"].map(pd.Series(range(len(self._own)), self._own.index))
        first = place.groupby(members["event_id"]).min()
        members = members.assign(place=place, first=members["event_id"].map(first)).sort_values(["first", "place"])
        events = events.assign(first=events["event_id"].map(first)).sort_values("first")
        return conform(events.drop(columns="first"), EVENTS), conform(
            members.drop(columns=["first", "place"]), EVENT_ARTICLES
        )


def without_known(
    earlier: StoredRun, known: pd.DataFrame, added: Tables, settings: Settings, progress: Progress
) -> Tables:
    """`added` without the articles that the run `earlier` has among `known`, its articles, with another date.

    Says so, and where another program made that run.
    """
    advice = "run without --append over all input to make it anew"
    if earlier.manifest.get("made_by") != maker_of(settings):
        told = "made by another version of this program, in part at least: what that read and compared stays"
        progress.warn(f"warning: the run {earlier.run_id} was {told}; {advice}")
    added, n_redated = without_redated(known, added)
    if n_redated:
        told = "the order of day and month was taken otherwise, or the date lay in the future"
        progress.warn(f"warning: {n_redated:,} articles are there with another date ({told}) and keep it; {advice}")
    return added


def _closed(some: pd.Series, *groupings: pd.Series) -> pd.Series:
    """`some` articles, and those that share a group with one of them in any of the `groupings`, and so on."""
    while True:
        grown = some
        for grouping in groupings:
            grown = grown | (grouping.notna() & grouping.isin(grouping[grown]))
        if grown.sum() == some.sum():
            return grown
        some = grown


def _free(ids: pd.Series, taken: Collection[str]) -> pd.Series:
    """`ids` of events, another for each that is `taken`: an earlier event may have inherited it."""
    given = {*ids, *taken}
    others: dict[str, str] = {}
    for event in ids.unique():
        if event in taken:
            others[event] = free(event, given)
            given.add(others[event])
    return pd.Series([others.get(event, event) for event in ids], ids.index, dtype="string")

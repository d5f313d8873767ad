"""Figures say what they count, with n, and leave nothing out silently."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import charts, queries
from pipeline.queries.run_views import TIMELINE
from pipeline.schema import conform, empty
from pipeline.store import StoredRun
from tests.support import build_run, event_id


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return build_run(tmp_path_factory.mktemp("results"))


def days(*rows: tuple[str | None, str, int]) -> pd.DataFrame:
    return conform(
        [{"day": day and pd.Timestamp(day, tz="UTC"), "outlet": outlet, "n_articles": n} for day, outlet, n in rows],
        TIMELINE,
    )


def test_the_timeline_counts_every_article_once(run: StoredRun) -> None:
    figure = charts.timeline(queries.timeline(run))
    assert "n = 8 articles, 1 more undated" in figure.layout.title.text
    assert sum(figure.data[0].customdata) == 8
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize(
    ("last", "period", "n_points"), [("2026-01-03", "day", 3), ("2026-06-01", "week", 2), ("2029-01-01", "month", 2)]
)
def test_long_spans_are_counted_in_longer_periods(last: str, period: str, n_points: int) -> None:
    figure = charts.timeline(days(("2026-01-01", "A", 1), ("2026-01-02", "A", 2), (last, "A", 4)))
    assert f"Articles per {period} " in figure.layout.title.text
    assert len(figure.data[0].x) == n_points
    assert sum(figure.data[0].customdata) == 7


def test_articles_far_from_all_others_are_counted_and_out_of_view() -> None:
    weeks = [(f"2026-05-{day:02}", "A", 3) for day in range(1, 21)]
    figure = charts.timeline(days(("2025-05-10", "A", 2), *weeks))
    assert "2 of them out of view" in figure.layout.title.text
    assert "per day" in figure.layout.title.text
    assert sum(figure.data[0].customdata) == 62
    first, last = (pd.Timestamp(day) for day in figure.layout.xaxis.range)
    assert pd.Timestamp("2026-04-25") < first < pd.Timestamp("2026-05-01")
    assert pd.Timestamp("2026-05-20") < last < pd.Timestamp("2026-05-25")


def test_outlets_beyond_the_largest_share_a_row() -> None:
    frame = days(*(("2026-01-01", f"Outlet {number:02}", 50 - number) for number in range(20)))
    figure = charts.timeline(frame)
    assert len(set(figure.data[0].y)) == charts.MOST_OUTLETS + 1
    assert "other outlets" in figure.data[0].y
    assert sum(figure.data[0].customdata) == int(frame["n_articles"].sum())


@pytest.mark.parametrize("frame", [empty(TIMELINE), days((None, "A", 3))])
def test_without_dates_there_is_a_figure_that_says_so(frame: pd.DataFrame) -> None:
    figure = charts.timeline(frame)
    assert f"None of {int(frame['n_articles'].sum())} has a date" in figure.layout.title.text


def test_publication_orders_outlets_by_who_came_first(run: StoredRun) -> None:
    figure = charts.publication(queries.event_articles(run, event_id("fire")))
    assert "n = 4 articles, 1 more undated" in figure.layout.title.text
    assert list(figure.layout.yaxis.categoryarray)[::-1] == ["Veldmark Courier", "Harbour Times", "Inland Post"]


@pytest.mark.parametrize(("hours", "span"), [(0, 24), (5, 24), (60, None)])
def test_articles_of_one_moment_stand_on_a_scale_of_hours(run: StoredRun, hours: int, span: int | None) -> None:
    articles = queries.event_articles(run, event_id("toll"))
    first = pd.Timestamp("2026-05-11T09:00", tz="UTC")
    times = [first, first + pd.Timedelta(hours=hours), first]
    figure = charts.publication(articles.assign(published_at=times))
    if span is None:
        assert figure.layout.xaxis.range is None
    else:
        start, end = (pd.Timestamp(moment, tz="UTC") for moment in figure.layout.xaxis.range)
        assert end - start == pd.Timedelta(hours=span)
        assert start <= min(times) <= max(times) <= end

"""Figures from the frames of pipeline.queries. Pure: no page, no file; backgrounds are clear for any theme.

Plotly reads a part of HTML in labels: whoever draws hostile names passes them escaped.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"], "responsive": True}
"""For whoever shows the figures: no vendor's logo, only the tools that do something here."""
MOST_OUTLETS = 12
"""Rows of a figure; the outlets with fewer articles share the last."""
_PERIODS = ((120, "day", "D"), (900, "week", "W"), (10**6, "month", "M"))
"""(longest span in days, what the period is called, its pandas alias): few enough points to read."""
_OTHERS = "other outlets"
INK = "#3F86AD"
"""Reads on white and on near-black alike: contrast 3.9 and 4.6 to 1."""
_ROW_HEIGHT, _FRAME_HEIGHT = 26, 112
_TICKS = [
    {"dtickrange": [None, 43_200_000], "value": "%H:%M\n%-d %b"},
    {"dtickrange": [43_200_001, "M1"], "value": "%-d %b\n%Y"},
    {"dtickrange": ["M1", "M11"], "value": "%b\n%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]
"""Ticks up to half a day apart (milliseconds) name the hour, then the day, the month, the year."""
_SHORTEST = pd.Timedelta(days=1)
"""What a figure of times spans at least: articles of one moment would stand on a scale of milliseconds."""


def timeline(frame: pd.DataFrame) -> go.Figure:
    """When each outlet published: one row an outlet, a disc's area for its articles in a day, week or month.

    `frame` has the columns of queries.views.TIMELINE (day, outlet, n_articles). Articles without a date, and those far
    from all others, which the figure shows when it is zoomed out, are counted in its title.
    """
    n, undated = int(frame["n_articles"].sum()), int(frame.loc[frame["day"].isna(), "n_articles"].sum())
    dated = frame.dropna(subset=["day"])
    if dated.empty:
        return figure_of("Articles by outlet", f"None of {n:,} has a date", 0)
    first, last = _window(dated)
    outside = int(dated.loc[~dated["day"].between(first, last), "n_articles"].sum())
    name, alias = _period(last - first)
    outlets = _largest(dated)
    periods = dated["day"].dt.tz_localize(None).dt.to_period(alias).dt.start_time
    counted = dated.assign(period=periods, row=dated["outlet"].where(dated["outlet"].isin(outlets), _OTHERS))
    counted = counted.groupby(["period", "row"])["n_articles"].sum().reset_index()
    about = _n(n - undated, undated, outside)
    figure = figure_of(f"Articles per {name} (UTC) and outlet", about, counted["row"].nunique())
    figure.add_scatter(x=counted["period"], y=counted["row"], **_discs(counted["n_articles"]))
    figure.update_yaxes(categoryorder="array", categoryarray=[*dict.fromkeys([*outlets, *counted["row"]])][::-1])
    if outside:
        margin = max((last - first) * 0.04, pd.Timedelta(days=1))
        figure.update_xaxes(range=[(day - sign * margin).tz_localize(None) for day, sign in ((first, 1), (last, -1))])
    return figure


def _discs(counts: pd.Series) -> dict[str, Any]:
    """Discs whose area stands for `counts`."""
    return {
        "mode": "markers",
        "marker": {
            "color": INK,
            "size": counts.astype(float),
            "sizemode": "area",
            "sizeref": 2 * float(counts.max()) / 18**2,
            "sizemin": 4,
            "opacity": 0.85,
        },
        "customdata": counts,
        "hovertemplate": "%{y}<br>%{x|%-d %b %Y}: %{customdata} article(s)<extra></extra>",
    }


def publication(frame: pd.DataFrame) -> go.Figure:
    """Who reported an event first and who followed: one row an outlet, one diamond an article at its time (UTC).

    `frame` has the columns of queries.views.EVENT_ARTICLES; articles without a date are only counted in the title.
    """
    dated = frame.dropna(subset=["published_at"]).sort_values("published_at")
    rows = dated["outlet"].nunique()
    figure = figure_of("Time of publication (UTC) by outlet", _n(len(dated), len(frame) - len(dated)), rows)
    figure.add_scatter(
        x=dated["published_at"],
        y=dated["outlet"],
        mode="markers",
        marker={"color": INK, "size": 10, "symbol": "diamond"},
        customdata=dated["title"].fillna("no headline").str.slice(0, 120),
        hovertemplate="%{y}, %{x|%-d %b %Y, %H:%M}<br>%{customdata}<extra></extra>",
    )
    figure.update_yaxes(categoryorder="array", categoryarray=list(dict.fromkeys(dated["outlet"]))[::-1])
    first, last = dated["published_at"].min(), dated["published_at"].max()
    if last - first < _SHORTEST:
        middle = (first + (last - first) / 2).tz_localize(None)
        figure.update_xaxes(range=[middle - _SHORTEST / 2, middle + _SHORTEST / 2])
    return figure


def _window(dated: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day to show: all, or where the middle four fifths of the articles take less than a third of the
    time, the days around these.
    """
    by_day = dated.groupby("day")["n_articles"].sum().sort_index()
    days, share = by_day.index, by_day.cumsum() / by_day.sum()
    core = days[int((share >= 0.1).argmax())], days[int((share >= 0.9).argmax())]
    length = core[1] - core[0] + pd.Timedelta(days=1)
    if 3 * length >= days[-1] - days[0]:
        return days[0], days[-1]
    near = days[(days >= core[0] - length / 2) & (days <= core[1] + length / 2)]
    return near[0], near[-1]


def _period(span: pd.Timedelta) -> tuple[str, str]:
    return next((name, alias) for longest, name, alias in _PERIODS if span.days <= longest)


def _largest(frame: pd.DataFrame) -> list[str]:
    """The outlets that get a row of their own, those with most articles first."""
    totals = frame.groupby("outlet")["n_articles"].sum().sort_values(ascending=False, kind="stable")
    return list(totals.index[:MOST_OUTLETS])


def _n(dated: int, undated: int, hidden: int = 0) -> str:
    parts = [f"n = {dated:,} {'article' if dated == 1 else 'articles'}"]
    if hidden:
        parts.append(f"{hidden:,} of them out of view")
    if undated:
        parts.append(f"{undated:,} more undated")
    return ", ".join(parts)


def figure_of(title: str, subtitle: str, rows: int) -> go.Figure:
    """An empty figure as all of ours look: title and line below it, as tall as `rows` of 26 pixels need."""
    clear = "rgba(0,0,0,0)"
    figure = go.Figure(
        layout={
            "title": {
                "text": f"{title}<br><span style='font-size:13px;font-weight:400'>{subtitle}</span>",
                "font": {"size": 15},
                "x": 0,
                "xref": "container",
            },
            "height": _FRAME_HEIGHT + _ROW_HEIGHT * rows,
            "margin": {"l": 8, "r": 16, "t": 58, "b": 8},
            "paper_bgcolor": clear,
            "plot_bgcolor": clear,
            "showlegend": False,
        }
    )
    figure.update_xaxes(
        automargin=True, showgrid=True, tickformatstops=_TICKS, tickangle=0, nticks=6, tickfont={"size": 13}
    )
    figure.update_yaxes(automargin=True, showgrid=True, tickfont={"size": 13})
    return figure

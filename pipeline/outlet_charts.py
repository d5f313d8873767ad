"""Figures of the Outlets page, from the frames of pipeline.queries; pure as pipeline.charts, whose look they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pipeline.charts import INK, figure_of

_COLD, _WARM, _TEXT = "#EDF3F6", "#6FAFD0", "#14181B"
"""Least and greatest value of a heat map, and the text upon them: contrast over 7 to 1 on either, in any theme."""
_GREY, _GREY_TEXT = "#DCDEDC", "#4A4F54"


_SIDES = (
    "middle right",
    "top right",
    "top center",
    "top left",
    "middle left",
    "bottom left",
    "bottom center",
    "bottom right",
)
"""Where a label may stand beside its disc, counter-clockwise."""
_WIDER = 2.5
"""How much wider than tall the map is on a desk's screen."""
_TOUCHING = 0.01
"""Units of the map; discs nearer than this lie upon one another."""


def heat(frame: pd.DataFrame, share: str, n: str, title: tuple[str, str], least: int) -> go.Figure:
    """Two outlets each as a cell: the column `share` of `frame` as colour and per cent, the column `n` below it.

    `title` is a line and what the per cent are of.

    `frame` has the columns of queries.views OUTLET_PAIRS. Cells of fewer than `least` in `n` are grey: their share says
    little. Rows and columns follow the order in which the outlets first come.
    """
    names = frame.drop_duplicates("outlet_a").set_index("outlet_a")["name_a"]  # two outlets may share a name
    places = list(range(len(names)))
    figure = figure_of(title[0], f"{title[1]}; grey: n under {least:,}", 2 * len(names) + 3)
    most = max(float(frame[share].fillna(0).max()), 0.01) if len(frame) else 1.0
    enough = frame[n] >= least
    for some, colours, ink in ((frame[enough], (_COLD, _WARM), _TEXT), (frame[~enough], (_GREY, _GREY), _GREY_TEXT)):
        told = some.assign(told=[_told(row[share], row[n]) for _, row in some.iterrows()])
        values, words = (_square(told, column, list(names.index)) for column in (share, "told"))
        figure.add_heatmap(
            x=places,
            y=places,
            z=values.astype("float64"),
            text=words.astype(object).fillna(""),
            texttemplate="%{text}",
            textfont={"color": ink, "size": 12},
            colorscale=[[0, colours[0]], [1, colours[1]]],
            zmin=0,
            zmax=most,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverinfo="skip",
        )
    labels = {"tickmode": "array", "tickvals": places, "ticktext": list(names), "showgrid": False, "zeroline": False}
    figure.update_xaxes(tickangle=-40, **labels)
    figure.update_yaxes(autorange="reversed", **labels)
    return figure


def _told(share: float, n: int) -> str:
    return f"n={n:,}" if pd.isna(share) else f"{share:.0%}<br>n={n:,}"


def _square(frame: pd.DataFrame, column: str, outlets: list[str]) -> pd.DataFrame:
    """The column as a table of outlets against outlets; a share that is unknown counts as 0 for the colour."""
    filled = frame.assign(**{column: frame[column].fillna(0)})
    return filled.pivot(index="outlet_a", columns="outlet_b", values=column).reindex(index=outlets, columns=outlets)


def outlet_map(frame: pd.DataFrame) -> go.Figure:
    """Outlets as discs, near where they cover the same events; the area stands for the events that each covers.

    `frame` has the columns of queries.views OUTLET_MAP.
    """
    shown = float(frame["shown"].iloc[0]) if len(frame) else 0.0
    about = f"n = {len(frame):,} outlets; the map shows {shown:.0%} of their differences"
    figure = figure_of("Which outlets cover the same events", about, 14)
    figure.add_scatter(
        x=frame["x"],
        y=frame["y"],
        mode="markers+text",
        text=frame["outlet"],
        textposition=_label_places(frame["x"].to_numpy(float), frame["y"].to_numpy(float)),
        textfont={"size": 13},
        marker={
            "color": INK,
            "size": frame["n_events"].astype(float),
            "sizemode": "area",
            "sizeref": 2 * max(float(frame["n_events"].max()), 1) / 26**2,
            "sizemin": 6,
            "opacity": 0.85,
        },
        customdata=frame["n_events"],
        hovertemplate="%{text}: %{customdata} event(s)<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(showgrid=False, showticklabels=False, zeroline=False, range=_padded(frame["x"]))
    figure.update_yaxes(showgrid=False, showticklabels=False, zeroline=False, range=_padded(frame["y"]))
    return figure


def _label_places(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Where the label of each disc at x, y, shape (n,), stands: away from the other discs, the near ones above all.

    Discs upon one another have no such side: their labels go to one side after the other.
    """
    across, up = _WIDER * np.subtract.outer(x, x), np.subtract.outer(y, y)
    apart = np.hypot(across, up)
    weight = np.maximum(apart, _TOUCHING) ** -3.0
    rise = (up * weight).sum(axis=1)
    angle = np.arctan2(rise, (across * weight).sum(axis=1))
    sides = np.rint(angle / (2 * np.pi) * len(_SIDES)).astype(int)
    outermost = (x == x.min()) | (x == x.max())  # a label beyond them would be cut on a phone
    sides = np.where(outermost, np.where(rise > 0, _SIDES.index("top center"), _SIDES.index("bottom center")), sides)
    touching = (apart < _TOUCHING).sum(axis=1) > 1
    sides = np.where(touching, 2 * np.arange(len(x)), sides) % len(_SIDES)
    return [_SIDES[side] for side in sides]


def _padded(values: pd.Series) -> list[float]:
    """The range of `values` with a margin for the labels; one of at least 0.2."""
    low, high = float(values.min()), float(values.max())
    margin = max((high - low) * 0.2, 0.1)
    return [low - margin, high + margin]

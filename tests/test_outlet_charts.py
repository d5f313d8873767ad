"""Heat map and map of outlets: every pair in its own cell, n always there, few claims in grey."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline import outlet_charts, queries
from tests.support import build_run

NAMES = ["Harbour Times", "Inland Post", "The Lantern", "Veldmark Courier"]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return queries.outlet_pairs(build_run(tmp_path_factory.mktemp("results")))


def cells(trace: object) -> dict[tuple[str, str], str]:
    """(row, column) -> text of the cells that a heat map's trace fills."""
    assert list(trace.x) == list(trace.y) == list(range(len(NAMES)))
    words = pd.DataFrame(trace.text, index=NAMES, columns=NAMES)
    return {(row, column): text for row in words.index for column in words if (text := words.loc[row, column])}


def test_every_pair_has_one_cell_with_its_share_and_n(pairs: pd.DataFrame) -> None:
    figure = outlet_charts.heat(pairs, "share_shared", "n_claims", ("Shared", "of all"), 12)
    enough, few = (cells(trace) for trace in figure.data)
    assert not set(enough) & set(few)
    assert len(enough) + len(few) == len(pairs)
    assert enough["Harbour Times", "Veldmark Courier"] == "33%<br>n=12"
    assert few["Inland Post", "Veldmark Courier"] == "36%<br>n=11"


def test_rows_and_columns_are_named(pairs: pd.DataFrame) -> None:
    layout = outlet_charts.heat(pairs, "share_shared", "n_claims", ("Shared", "of all"), 12).layout
    assert list(layout.xaxis.ticktext) == list(layout.yaxis.ticktext) == NAMES


def test_outlets_of_one_name_keep_their_own_cells(pairs: pd.DataFrame) -> None:
    same = pairs.assign(name_a="The Echo", name_b="The Echo")
    enough, few = (
        cells(trace) for trace in outlet_charts.heat(same, "share_shared", "n_claims", ("S", "all"), 12).data
    )
    assert len(enough) + len(few) == len(pairs)


def test_where_all_are_few_all_are_grey(pairs: pd.DataFrame) -> None:
    enough, few = (
        cells(trace) for trace in outlet_charts.heat(pairs, "share_shared", "n_claims", ("S", "of all"), 1000).data
    )
    assert not enough
    assert len(few) == len(pairs)


def test_an_unknown_share_shows_its_n_alone(pairs: pd.DataFrame) -> None:
    pairs = pairs.assign(n_shared=0, share_conflicts=pd.Series([None] * len(pairs), dtype="Float64"))
    _, few = (
        cells(trace) for trace in outlet_charts.heat(pairs, "share_conflicts", "n_shared", ("S", "of all"), 1).data
    )
    assert set(few.values()) == {"n=0"}


def test_no_pair_makes_an_empty_figure(pairs: pd.DataFrame) -> None:
    assert outlet_charts.heat(
        pairs.head(0), "share_shared", "n_claims", ("S", "of all"), 1
    ).layout.title.text.startswith("S")


def test_the_map_names_every_outlet_and_what_it_shows(pairs: pd.DataFrame, tmp_path) -> None:
    found = queries.outlet_map(build_run(tmp_path))
    figure = outlet_charts.outlet_map(found)
    assert set(figure.data[0].text) == set(found["outlet"])
    assert "n = 4 outlets; the map shows 100% of their differences" in figure.layout.title.text

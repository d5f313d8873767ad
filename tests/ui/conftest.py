"""The real app over a small real run, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pipeline.ui.state import RESULTS_VARIABLE
from tests.support import build_run

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with the hand-made run."""
    folder = tmp_path_factory.mktemp("results")
    build_run(folder)
    return folder


@pytest.fixture
def open_page(results: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page as an address with query parameters does."""

    def open_it(name: str, folder: Path = results, **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv(RESULTS_VARIABLE, str(folder))
        app = AppTest.from_file(str(DASHBOARD), default_timeout=60)
        # AppTest.switch_page knows pages that are files; ours are functions, known by the hash of their address.
        app._page_hash = calc_hash(name)
        for key, value in parameters.items():
            app.query_params[key] = value
        return app.run()

    return open_it


def tables(app: AppTest) -> list[dict[str, Any]]:
    """The data of the app's own tables on the page."""
    return [json.loads(element.proto.json) for element in app.get("bidi_component")]


def cells(app: AppTest, table: int = 0) -> list[list[str]]:
    """The words in the rows of a table."""
    return [[cell["words"] for cell in row["cells"]] for row in tables(app)[table]["rows"]]


def words(app: AppTest) -> str:
    """All that the page says: its HTML and its tables."""
    parts = [element.value for element in app.html if not element.value.startswith("<style>")]
    parts += [json.dumps(table, ensure_ascii=False) for table in tables(app)]
    return "\n".join(parts)

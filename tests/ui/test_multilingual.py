"""The Method page tells for which language a run's trained heads hold, or that none holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store import StoredRun, publish
from tests.multilingual import make_run
from tests.support import RUN_ID, build_tables, manifest
from tests.ui.conftest import Open, words


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    """A run with a multilingual model."""
    return make_run(tmp_path_factory.mktemp("multilingual"))


def test_of_a_run_with_another_model_it_says_that_no_trained_head_holds(open_page: Open, run: StoredRun) -> None:
    shown = words(open_page("method", run.path.parent))
    assert "tiny-multilingual" in shown
    assert "by similarity alone: no trained head holds for this model" in shown
    assert "not measured: no trained head holds for this model" in shown


def test_of_a_run_with_trained_heads_it_names_them_and_their_language(open_page: Open, tmp_path: Path) -> None:
    tables = build_tables()
    heads = {
        "alignment": {"head": "align-x", "language": "en"},
        "check_worthiness": {"head": "worth-y", "language": "en"},
    }
    publish(tmp_path, RUN_ID, tables, manifest(tables) | heads)
    shown = words(open_page("method", tmp_path))
    assert "trained head align-x, for texts in" in shown
    assert "trained head worth-y, for texts in" in shown
    assert "no trained head holds" not in shown

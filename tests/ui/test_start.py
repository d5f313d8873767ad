"""How the app starts: from which folder, and without the models' libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.store import DEFAULT_RESULTS
from pipeline.ui.state import RESULTS_VARIABLE, results_folder
from tests.support import event_id
from tests.ui.conftest import DASHBOARD

HEAVY = ("torch", "sentence_transformers", "transformers", "sklearn", "scipy")
"""From the imports to the first page; the promise of the app."""
PROBE = """
import json, sys
import duckdb, pandas, plotly.graph_objects, pyarrow.parquet, streamlit
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
dashboard, event = sys.argv[1:3]
for page, parameters in (("events", {}), ("event", {"event": event}), ("method", {})):
    app = AppTest.from_file(dashboard, default_timeout=60)
    app._page_hash = calc_hash(page)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
print(json.dumps(sorted(sys.modules)))
"""


def test_the_app_opens_and_loads_no_model_library(results: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(DASHBOARD), event_id("fire")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=DASHBOARD.parent,
        env={"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), RESULTS_VARIABLE: str(results)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert not [name for name in HEAVY if name in loaded]


def test_results_come_from_the_command_line_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RESULTS_VARIABLE, raising=False)
    assert results_folder([]) == DEFAULT_RESULTS
    monkeypatch.setenv(RESULTS_VARIABLE, "from/environment")
    assert results_folder([]) == Path("from/environment")
    assert results_folder(["--results", "given"]) == Path("given")
    assert results_folder(["--results=given"]) == Path("given")
    assert results_folder(["--results"]) == Path("from/environment")

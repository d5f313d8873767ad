"""Fixtures for all tests: the development corpora, where they are there, and a real run of the bundled sample."""

from datetime import date
from pathlib import Path

import pytest

from pipeline import Settings, load_settings, run_pipeline

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
SHARED = ROOT.parent / "shared"
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the development corpora; the test is skipped where it is missing."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the development corpora are not here (their text belongs to its publishers)")
    return SHARED


@pytest.fixture(scope="session")
def sample_results(tmp_path_factory) -> Path:
    """A results folder with one run of the bundled sample."""
    folder = tmp_path_factory.mktemp("sample-results")
    run_pipeline([SAMPLE / "articles.jsonl"], folder, load_settings(SAMPLE / "settings.toml"), today=TODAY)
    return folder


@pytest.fixture(scope="session")
def sample_run(sample_results):
    """The run of the bundled sample."""
    from pipeline import load_run

    return load_run(sample_results)


@pytest.fixture
def settings() -> Settings:
    """The default settings."""
    return Settings()

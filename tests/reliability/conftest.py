"""A real run of a few invented articles, made once."""

from pathlib import Path

import pytest

from pipeline import run_pipeline
from tests.conftest import TODAY
from tests.reliability.corpus import all_of_them


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A results folder with one run of all articles. Copy it before you change it."""
    folder = tmp_path_factory.mktemp("made")
    run_pipeline([all_of_them(folder / "all.jsonl")], folder / "results", today=TODAY)
    return folder / "results"

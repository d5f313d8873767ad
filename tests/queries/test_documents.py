"""What the app shows of the program's own documents."""

from __future__ import annotations

import json

from pipeline import queries
from pipeline.queries.views import VIEWS
from pipeline.schema import validate
from pipeline.settings import Settings


def test_every_setting_of_the_run_stands_with_its_value(run):
    found = validate(queries.run_settings(run), VIEWS["settings"])
    told = {(row.stage, row.setting): json.loads(row.value) for row in found.itertuples()}
    expected = json.loads(json.dumps(Settings().as_dict()))
    assert told == {(stage, name): value for stage, values in expected.items() for name, value in values.items()}


def test_a_threshold_says_what_it_means(run):
    found = queries.run_settings(run).set_index(["stage", "setting"])["meaning"]
    assert "0 to 1" in found["compare", "conflict_score"]
    assert "hours" in found["compare", "update_hours"]


def test_the_sections_are_there_without_links_into_the_repository():
    for file, heading in (queries.ACCURACY, queries.UNSEEN):
        text = queries.section(file, heading)
        assert len(text) > 200
        assert "](docs" not in text
        assert "\n## " not in text


def test_a_document_or_heading_that_is_not_there_is_empty():
    assert queries.section("no-such-file.md", "Measured accuracy") == ""
    assert queries.section("README.md", "No such heading") == ""

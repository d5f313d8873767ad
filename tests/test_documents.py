"""The documents say what the program does."""

import re

import pytest

from pipeline.compare import DETECTORS
from pipeline.export import EXPORTERS
from pipeline.schema import TABLES
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def data_dictionary():
    lines = ["# Data dictionary", "", "A run is a folder of Parquet files, one a table, and `manifest.json`.", ""]
    lines += [
        "Ids are hashes of content. Times are UTC. An unknown value is null, never 0. Spans are character offsets into",
        "`articles.text`, end exclusive.",
        "",
    ]
    for table in TABLES.values():
        lines += [
            f"## {table.name}",
            "",
            table.meaning,
            "",
            "| column | type | may be null | meaning |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            meaning = column.meaning.replace("|", "/")
            lines.append(f"| {column.name} | {column.dtype} | {'yes' if column.nullable else ''} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


def test_the_data_dictionary_is_the_schema():
    path = ROOT / "docs" / "data-dictionary.md"
    assert path.read_text(encoding="utf-8") == data_dictionary(), (
        "write it anew: python -m tests.test_documents > docs/data-dictionary.md"
    )


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/method.md"])
def test_links_and_pictures_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert ((ROOT / document).parent / target).exists(), target


def test_the_readme_names_the_formats_and_commands_there_are():
    for name in EXPORTERS:
        assert name in README, name
    for command in ("make run", "make test", "python -m pipeline check", "python -m pipeline show"):
        assert command in README
    assert "figures" in DETECTORS


def test_no_machine_path_and_no_placeholder_stands_in_the_documents():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(^|[\s`(])/(work|root|tmp|home)/", text), path
        assert "@@" not in text, path


if __name__ == "__main__":
    print(data_dictionary(), end="")

"""What the program's own documents say: each setting with its meaning, and sections of README and docs for the app."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipeline import settings
from pipeline.queries import page_views
from pipeline.schema import conform
from pipeline.store import StoredRun

ROOT = Path(__file__).parents[2]
ACCURACY = ("README.md", "Measured accuracy")
UNSEEN = ("docs/method.md", "What the program cannot see")
"""Where a section stands: file of the repository, and heading of the second level."""
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")


def run_settings(run: StoredRun) -> pd.DataFrame:
    """Every setting of the run with its value and meaning, in the columns of page_views.SETTINGS.

    The meaning, unit and reason are those of pipeline.settings, null where it says none.
    """
    meanings = dict(_meanings())
    rows = [
        {"stage": stage, "setting": name, "value": json.dumps(value, ensure_ascii=False), "meaning": meanings.get(key)}
        for stage, values in run.manifest.get("settings", {}).items()
        for name, value in values.items()
        if (key := (stage, name))
    ]
    return conform(pd.DataFrame(rows, columns=page_views.SETTINGS.column_names), page_views.SETTINGS)


def left_out(run: StoredRun) -> list[str]:
    """The kinds of findings that the settings of the run switch off, by their names or as "detector: kind"."""
    return list(run.manifest.get("settings", {}).get("compare", {}).get("left_out", ()))


def section(file: str, heading: str) -> str:
    """The text under `heading` in a document of the repository, as Markdown, its links within the repository as words.

    "" where the file or the heading is not there: a copy of the program may have come without its documents.
    """
    try:
        text = (ROOT / file).read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return _LINK.sub(r"\1", found[1].strip()) if found else ""


def _meanings() -> Iterator[tuple[tuple[str, str], str]]:
    """(stage, setting) -> the words that stand under the setting in pipeline.settings."""
    classes = [node for node in ast.parse(inspect.getsource(settings)).body if isinstance(node, ast.ClassDef)]
    for node in classes:
        for field, words in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(words, ast.Expr):
                told = words.value.value if isinstance(words.value, ast.Constant) else None
                if isinstance(told, str):
                    yield (node.name.lower(), field.target.id), " ".join(told.split())

"""An attack in every text of every table, and in every part of an address: none reaches a page as markup."""

from __future__ import annotations

import json
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.schema import STRING, TABLES
from pipeline.ui.event import SECTIONS
from tests.support import build_run, build_tables, event_id, group_id, story
from tests.ui.conftest import Open, words

ATTACK = "<img src=x onerror=\"attacked('{}')\"><script>attacked()</script>"
"""The name in it tells which field got through."""
LINK = "javascript:attacked('{}')//\" onmouseover=attacked()"
SPANNED = {"articles.text", "article_versions.text"}
"""Offsets lead into them; tests/browser/test_hostile.py attacks inside a claim of one."""
JSON = {"findings.detail", "event_articles.reasons"}
IN_JSON = ("value_a", "value_b", "counted", "unit", "shared_names", "shared_figures", "shared_words")
CLOSED = {
    "articles.page_kind", "text_marks.kind", "claims.kind", "claim_links.relation", "claim_groups.status",
    "findings.detector", "findings.kind", "evidence.role", "quotations.drift", "quotations.group",
    "articles.content_sha256", "article_versions.content_sha256", "article_versions.page_kind", "outlet_facts.fact",
    "rejected.stage",
}  # fmt: skip
"""Texts that the program itself writes from a fixed list, or hashes."""
EVENT, ARTICLE = event_id("fire"), story("fire-courier").article_id
ADDRESSES = [
    ("events", {}),
    ("events", {"view": "Timeline"}),
    ("events", {"view": "Coverage by outlet"}),
    *(("event", {"event": EVENT, "section": section}) for section in SECTIONS),
    ("event", {"event": EVENT, "claim": group_id("fire", "engine"), "cell": "courier"}),
    ("reader", {"article": ARTICLE, "beside": "harbour"}),
    ("outlets", {}),
    ("method", {}),
    ("add_articles", {}),
]
PARAMETERS = {
    "events": "q outlet only since until country min_outlets min_origins sort page view",
    "event": "event section claim cell",
    "reader": "article beside full",
    "outlets": "profile",
}
ASKED = [(name, one) for name, many in PARAMETERS.items() for one in many.split()]
TRAVERSALS = ("../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "a\x00b", "'; DROP TABLE events; --")


class Markup(HTMLParser):
    """What a page's HTML would do: its handlers, scripts, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        bad += [f"{name}={value}" for name, value in attrs if value and value.strip().lower().startswith("javascript:")]
        self.bad += [f"<{tag} {' '.join(bad)}>"] if bad or tag in {"script", "iframe", "object", "embed"} else []


def attacked_json(field: str, text: str) -> str:
    """The JSON with an attack in each value that is free text, alone or in a list."""
    attack = ATTACK.format(field)
    told = json.loads(text)
    return json.dumps({key: _like(value, attack) if key in IN_JSON else value for key, value in told.items()})


def _like(value: object, attack: str) -> object:
    return [attack for _ in value] if isinstance(value, list) else attack


def attacked_tables() -> dict[str, pd.DataFrame]:
    """The hand-made run with an attack in each text that is neither an id nor one of a fixed list."""
    tables = build_tables()
    for name, table in TABLES.items():
        for column in table.columns:
            field = f"{name}.{column.name}"
            is_id = column.name.endswith("_id") or column.name in ("claim_a", "claim_b")
            if column.dtype == STRING and not is_id and field not in SPANNED | CLOSED | JSON:
                attack = LINK if column.name.endswith("url") else ATTACK
                tables[name][column.name] = pd.array([attack.format(field)] * len(tables[name]), dtype=STRING)
    for field in JSON:
        name, column_name = field.split(".")
        tables[name][column_name] = tables[name][column_name].map(partial(attacked_json, field)).astype(STRING)
    return tables


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    build_run(folder, **attacked_tables())
    return folder


def live(app: AppTest) -> list[str]:
    """What in a page's HTML would run."""
    reader = Markup()
    for block in app.html:
        if not block.value.startswith("<style>"):
            reader.feed(block.value)
    return reader.bad


@pytest.mark.parametrize(("name", "parameters"), ADDRESSES)
def test_no_field_of_any_table_reaches_a_page_as_markup(
    open_page: Open, attacked: Path, name: str, parameters: dict[str, str]
) -> None:
    app = open_page(name, attacked, **parameters)
    assert not app.exception
    assert 'class="failure"' not in words(app)
    assert live(app) == []


def test_the_attacks_are_on_the_pages(open_page: Open, attacked: Path) -> None:
    """Else the test above would pass over pages that show nothing."""
    shown = "".join(words(open_page(name, attacked, **parameters)) for name, parameters in ADDRESSES)
    fields = {f"{name}.{column.name}" for name, table in TABLES.items() for column in table.columns}
    seen = {field for field in fields if f"attacked(&#x27;{field}" in shown or f"attacked('{field}" in shown}
    assert {"articles.title", "outlets.name", "events.title", "events.keywords", "quotations.speaker"} <= seen
    assert seen >= JSON  # facts of outlets and rejected rows stand in grids, which draw text as text


@pytest.mark.parametrize(("name", "parameter"), ASKED)
def test_whatever_an_address_says_is_neither_run_nor_read_as_a_file(open_page: Open, name: str, parameter: str) -> None:
    for value in (ATTACK.format(parameter), *TRAVERSALS):
        app = open_page(name, **({"event": EVENT, "article": ARTICLE} | {parameter: value}))
        assert not app.exception, value
        assert live(app) == [], value
        assert "root:" not in words(app), value

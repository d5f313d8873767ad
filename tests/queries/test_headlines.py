"""Headlines whose count their own article contradicts, from files of articles to what people read."""

import json

from pipeline import queries, run_pipeline, terminal
from pipeline.queries.views import VIEWS
from pipeline.schema import validate
from tests.conftest import TODAY

BODY = (
    "Rescuers in Kelm said the gas blast in the old brewery killed 11 people and wrecked nine houses. "
    "The brewery in Kelm had been empty for years, and neighbours had complained of a smell of gas. "
    "Prosecutors in Orvale opened an inquiry into the owner of the brewery, the Harl family. "
    "The mayor of Kelm, Amel Dorrit, asked the Harl family to pay for the houses."
)


def test_a_headline_is_shown_with_the_sentence_that_counts_otherwise(tmp_path):
    articles = [
        {"id": "1", "outlet": "Kelm Gazette", "title": "Ten dead after gas blast in Kelm brewery", "text": BODY},
        {
            "id": "2",
            "outlet": "Orvale Courier",
            "title": "Eleven dead after Kelm blast",
            "text": f"{BODY} It rained.",
        },
    ]
    for article in articles:
        article["published_at"] = "2026-05-05T10:00:00Z"
    (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    run = run_pipeline([tmp_path / "articles.jsonl"], tmp_path / "results", today=TODAY)
    (event,) = queries.events(run)["event_id"]
    frame = validate(queries.headlines(run, event), VIEWS["headlines"])
    (row,) = frame.itertuples(index=False)
    assert (row.headline, row.headline_value, row.value) == (articles[0]["title"], "Ten", "11")
    assert row.sentence == BODY[: BODY.index(" The brewery")]
    assert BODY[row.start : row.end] == row.sentence
    assert "headline: Ten dead after gas blast in Kelm brewery" in terminal.event(run, event)

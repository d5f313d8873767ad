"""Real articles of ../shared/data/scale as they stand in the file, and their sentences and leads."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.language.sentences import split
from pipeline.settings import Settings
from tests.benchmarks.corpora import DATA

_ARTICLES_READ = 400


@cache
def dated_lines() -> tuple[tuple[str, str], ...]:
    """The time of publication and the line of every dated article, the oldest first."""
    with gzip.open(DATA / "scale" / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [(json.loads(line)["published_at"], line) for line in file]
    return tuple(sorted((time, line) for time, line in lines if time))


def newest(n: int, folder: Path) -> tuple[Path, Path]:
    """Two files of the newest `n` articles: those before the last day of all, and those of that day.

    The newest, not `n` drawn at random: drawn ones tell fewer events together the fewer they are.
    """
    files = folder / "before.jsonl", folder / "last-day.jsonl"
    if not files[1].exists():
        chosen = dated_lines()[-n:]
        last = chosen[-1][0][:10]
        folder.mkdir(parents=True, exist_ok=True)
        files[0].write_text("".join(line for time, line in chosen if time[:10] < last), encoding="utf-8")
        files[1].write_text("".join(line for time, line in chosen if time[:10] >= last), encoding="utf-8")
    return files


def sentences_and_leads(n_sentences: int, n_leads: int) -> dict[str, list[str]]:
    """Sentences and leads, as the program encodes them, of articles drawn at random."""
    rng = np.random.default_rng(0)
    lines = dated_lines()
    drawn = rng.choice(len(lines), max(n_leads, _ARTICLES_READ), replace=False)
    texts = [text for number in drawn.tolist() if (text := json.loads(lines[number][1])["text"])]
    found = [span.of(text) for text in texts[:_ARTICLES_READ] for span in split(text, ())]
    sentences = [found[number] for number in rng.permutation(len(found))[:n_sentences].tolist()]
    return {"sentences": sentences, "leads": [text[: Settings().embed.lead_characters] for text in texts[:n_leads]]}

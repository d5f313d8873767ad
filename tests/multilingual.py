"""A tiny multilingual model, and a run of invented Spanish and German articles with it.

The model is a real one of sentence-transformers, saved to a folder: each word has a random direction, words of one
meaning in the two languages share it, and words of grammar weigh little.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from pipeline import run_pipeline
from pipeline.settings import settings_from
from pipeline.store import StoredRun
from tests.conftest import TODAY

SAME = (
    ("presa", "staudamm"), ("rompió", "brach", "cedió"), ("amanecer", "morgengrauen"), ("martes", "dienstag"),
    ("escuelas", "schulen"), ("cerradas", "geschlossen"), ("semana", "woche"), ("alcaldesa", "bürgermeisterin"),
    ("lluvia", "regen"), ("dijo", "sagte"), ("valle", "tal"), ("familias", "familien"), ("pasaron", "verbrachten"),
    ("noche", "nacht"), ("estación", "bahnhof"), ("puente", "brücke"), ("orquesta", "orchester"),
    ("reparada", "repariert"), ("años", "jahren"), ("dos", "zwei"), ("sesenta", "sechzig"),
)  # fmt: skip
"""Words of one meaning."""
GRAMMAR = frozenset(
    "la el los las de del en al a un una y se que por para con su no lo ha han fue es der die das des dem den ein eine "
    "in im am an auf zu zum und sich dass wegen für mit ihr nicht es hat haben wurde ist vor bleiben".split()
)
ARTICLES = {
    "es-uno": (
        "Rompió la presa de Skarra",
        "La presa de Skarra se rompió al amanecer del martes. Las escuelas del valle están cerradas toda la semana. "
        "Sesenta familias pasaron la noche en la estación de Marn.",
    ),
    "es-dos": (
        "La presa de Skarra cedió al amanecer",
        "Al amanecer del martes cedió la presa de Skarra. Las escuelas del valle de Skarra siguen cerradas esta "
        "semana. La presa fue reparada hace dos años, dijo la alcaldesa Ilse Quant.",
    ),
    "de-eins": (
        "Staudamm von Skarra brach am Dienstag",
        "Der Staudamm von Skarra brach am Dienstag im Morgengrauen. Sechzig Familien verbrachten die Nacht im Bahnhof "
        "von Marn. Der Staudamm wurde vor zwei Jahren repariert, sagte die Bürgermeisterin Ilse Quant.",
    ),
    "es-tres": (
        "La orquesta de Dunmere toca en el puente",
        "La orquesta de Dunmere tocó el sábado en el viejo puente de hierro. El concierto duró tres horas y terminó "
        "con una marcha. El público pidió otra pieza.",
    ),
}
"""Id -> title and text; the first three report one event."""
DIMENSIONS = 96


def save_model(folder: Path) -> Path:
    """A model of the words of ARTICLES, saved into `folder`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    lowered = [part.lower() for article in ARTICLES.values() for part in article]
    words = sorted({word for part in lowered for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(part)})
    tokenizer.model = models.WordLevel({word: number for number, word in enumerate(["[UNK]", *words])}, "[UNK]")
    meaning = {word: group[0] for group in SAME for word in group}
    generator = np.random.default_rng(5)
    directions = {name: generator.normal(size=DIMENSIONS) for name in [*words, *(group[0] for group in SAME)]}
    weights = [np.zeros(DIMENSIONS)]
    for word in words:
        light = word in GRAMMAR or not word.isalpha()
        weights.append(directions[meaning.get(word, word)] * (0.05 if light else 1.0))
    model = StaticEmbedding(tokenizer, embedding_weights=np.array(weights, dtype=np.float32))
    SentenceTransformer(modules=[model], device="cpu").save(str(folder / "tiny-multilingual"))
    return folder / "tiny-multilingual"


def make_run(folder: Path) -> StoredRun:
    """A run of ARTICLES with the model, in `folder`."""
    source = folder / "articles.jsonl"
    rows = [
        {
            "id": name, "outlet": f"Outlet {name}", "title": title, "text": text, "language": name[:2],
            "published_at": f"2026-03-0{number + 3}T08:00:00Z" if name == "es-tres" else f"2026-03-03T1{number}:00:00Z",
        }
        for number, (name, (title, text)) in enumerate(ARTICLES.items())
    ]  # fmt: skip
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    settings = settings_from({"embed": {"model": str(save_model(folder))}, "clean": {"full_text_words": 20}})
    return run_pipeline([source], folder / "results", settings, today=TODAY)

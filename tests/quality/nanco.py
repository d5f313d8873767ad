"""Alignment on answers to news questions: python -m tests.quality.nanco.

NAnCo (Laban and others, "Discord Questions", Findings of EMNLP 2022): for each of eight questions some thirty answers
from news articles, in the groups that annotators put them into. Every pair of answers to a question is scored as the
program scores two claims of one event, each answer an article of its own; the score from which two say the same is
the one of the best mean balanced accuracy over the development questions. The figure is the mean of the test
questions' balanced accuracies, as the authors report it (0.73 for sentence-embedding models).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from pipeline import Settings
from pipeline.align import align, load_head
from pipeline.align.similarity import Similarity
from pipeline.embed import load_encoder
from pipeline.embed.tokens import Reduction
from pipeline.records import Article, Claim, Span
from pipeline.settings import Align
from tests.conftest import SHARED

SHA256 = "e7a58caa58cd581e36c1935044498752bfd0ecc75ce64d9c52efad3bc55a4ba5"
SPLITS = {
    "the authors' own": (("Q2", "Q3", "Q5", "Q6"), ("Q4", "Q7", "Q8", "Q9")),
    "second, third, fifth and sixth as test": (("Q2", "Q5", "Q8", "Q9"), ("Q3", "Q4", "Q6", "Q7")),
}
"""Development and test questions. The authors' notebook tests on the first split; the corpus' README names another."""


@dataclass(frozen=True)
class Question:
    """A question's answers, and for each pair of them, a < b, whether both are in one gold group."""

    name: str
    answers: list[str]
    a: np.ndarray
    b: np.ndarray
    same: np.ndarray


def read_questions(shared: Path) -> list[Question]:
    """The eight questions; fails where the file is not the one that was measured."""
    raw = (shared / "data" / "pairs" / "nanco.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256, "NAnCo has changed: measure anew, set hash and floor"
    return [_question(entry["answers"]) for entry in json.loads(raw)]


def _question(answers: list[dict[str, object]]) -> Question:
    groups = np.array([str(answer["cluster_global"]) for answer in answers])
    a, b = np.array(list(combinations(range(len(answers)), 2))).T
    return Question(str(answers[0]["qid"]), [str(answer["Answer"]) for answer in answers], a, b, groups[a] == groups[b])


def alignment_scores(question: Question, encoder) -> np.ndarray:
    """The default alignment score of each pair: what links them at any threshold; 0 for what is no candidate."""
    settings = replace(Settings().align, head_threshold=0.0)
    articles = [Article(f"a{n}", f"o{n}", f"a{n}", None, text, True) for n, text in enumerate(question.answers)]
    claims = [Claim(f"c{n}", n, Span(0, len(text)), "statement", None) for n, text in enumerate(question.answers)]
    vectors, read = encoder.encode_tokens(question.answers)
    head = load_head(settings.head)
    reduction = Reduction(head.mean, head.directions)
    aligned = align(articles, claims, vectors, [reduction(*tokens) for tokens in read], settings)
    scores = {(link.a, link.b): link.score for link in aligned.links}
    return np.array([scores.get(pair, 0.0) for pair in zip(question.a.tolist(), question.b.tolist(), strict=True)])


def similarities(question: Question, encoder) -> dict[str, np.ndarray]:
    """What is scored where no head holds, and its two parts."""
    settings = Align()
    dense, lexical = Similarity(question.answers, encoder.encode(question.answers), settings).of(question.a, question.b)
    mixed = settings.dense_weight * dense + (1 - settings.dense_weight) * lexical
    return {"cosine of embeddings": dense, "TF-IDF": lexical, "mixed, as without a head": mixed}


def balanced_accuracy(same: np.ndarray, called: np.ndarray) -> float:
    """Mean of the shares of pairs called rightly among those that are the same and those that are not, 0 to 1."""
    return float((called[same].mean() + (~called[~same]).mean()) / 2)


def best_threshold(questions: Sequence[Question], scores: Sequence[np.ndarray]) -> float:
    """The score of the best mean balanced accuracy over `questions`."""
    found = np.unique(np.concatenate([np.quantile(values, np.linspace(0, 1, 201)) for values in scores]))
    means = [
        np.mean([balanced_accuracy(q.same, s >= threshold) for q, s in zip(questions, scores, strict=True)])
        for threshold in found
    ]
    return float(found[int(np.argmax(means))])


def accuracies(
    questions: Sequence[Question], scores: Sequence[np.ndarray], development: Sequence[str], test: Sequence[str]
) -> dict[str, float]:
    """Balanced accuracy of each test question at the threshold that the development questions choose."""
    scored = {question.name: (question, values) for question, values in zip(questions, scores, strict=True)}
    threshold = best_threshold(*zip(*(scored[name] for name in development), strict=True))
    return {name: balanced_accuracy(scored[name][0].same, scored[name][1] >= threshold) for name in test}


def main() -> None:
    """Measure and print."""
    encoder = load_encoder(Settings().embed)
    questions = read_questions(SHARED)
    systems = {"default": [alignment_scores(question, encoder) for question in questions]}
    for question in questions:
        for name, values in similarities(question, encoder).items():
            systems.setdefault(name, []).append(values)
    for split, (development, test) in SPLITS.items():
        print(f"{split}: test {', '.join(test)}")
        for name, scores in systems.items():
            left = [
                accuracies(questions, scores, [other for other in development if other != held], [held])[held]
                for held in development
            ]
            found = accuracies(questions, scores, development, test)
            each = ", ".join(f"{value:.3f}" for value in found.values())
            print(f"  {name}: {np.mean(list(found.values())):.3f} ({each}); development, one out: {np.mean(left):.3f}")


if __name__ == "__main__":
    main()

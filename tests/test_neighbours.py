"""Which articles are compared: the most similar in a window of days."""

import numpy as np

from pipeline.events.neighbours import nearest_pairs
from tests.test_events import random_vectors


def test_neighbours_are_those_that_comparing_all_pairs_finds():
    vectors = random_vectors(1500, 1.0)
    days = np.sort(np.random.default_rng(1).uniform(0, 60, 1500))
    days[-40:] = np.nan
    found = nearest_pairs(vectors, days, window=7, count=5)
    cosine = vectors @ vectors.T
    cosine[np.abs(days[:, None] - days) > 7] = 0
    np.fill_diagonal(cosine, 0)
    nearest = np.argsort(-cosine, axis=1)[:, :5]
    expected = {(min(i, j), max(i, j)) for i, row in enumerate(nearest.tolist()) for j in row if cosine[i, j] > 0}
    assert set(zip(found.a.tolist(), found.b.tolist(), strict=True)) == expected


def test_neighbours_among_very_many_are_nearly_those_that_comparing_all_finds():
    directions = random_vectors(2000, 3.0, seed=7)
    generator = np.random.default_rng(8)
    vectors = directions[generator.integers(2000, size=40_000)] + generator.normal(size=(40_000, 64)) * 0.05
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    days = np.sort(generator.uniform(0, 11, 40_000))
    days[-300:] = np.nan
    found = nearest_pairs(vectors, days, window=10, count=10)
    asked = generator.choice(40_000, 300, replace=False)
    cosine = vectors[asked] @ vectors.T
    cosine[(np.abs(days[asked, None] - days) > 10) | (asked[:, None] == np.arange(40_000))] = 0
    nearest = np.argsort(-cosine, axis=1)[:, :10]
    pairs = set(zip(found.a.tolist(), found.b.tolist(), strict=True))
    hits = [
        tuple(sorted((i, j))) in pairs for i, row in zip(asked.tolist(), nearest.tolist(), strict=True) for j in row
    ]
    assert np.mean(hits) > 0.95
    assert not (np.abs(days[found.a] - days[found.b]) > 10).any()
    assert (found.a < found.b).all()
    again = nearest_pairs(vectors, days, window=10, count=10)
    assert (found.a == again.a).all()
    assert (found.b == again.b).all()


def test_very_many_articles_that_are_all_alike_have_few_pairs_each():
    vectors = np.repeat(np.eye(2, 64, dtype=np.float32), 20_000, axis=0)
    vectors[-1] = 0
    found = nearest_pairs(vectors, np.zeros(40_000), window=10, count=10)
    assert len(found.a) <= 40_000 * 10
    assert ((found.a < 20_000) == (found.b < 20_000)).all()
    degree = np.bincount(np.concatenate([found.a, found.b]), minlength=40_000)
    assert (degree[:-1] >= 10).all()
    assert degree[-1] == 0

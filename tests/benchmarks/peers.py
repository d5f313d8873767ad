"""Other methods on the same vectors: labels, and the seconds that they took.

Each has settings for small clusters, and of its ways to cut them the one that scores best on the scored articles
themselves, which flatters it. None of them has a place for dates. What a method calls noise is an event of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from pipeline.evaluate import score_event_labels
from tests.benchmarks.clock import Clock
from tests.benchmarks.corpora import Corpus

Gold = dict[str, str]
_DISTANCES = np.arange(0.10, 0.61, 0.02)


def agglomerative(corpus: Corpus, known: Gold) -> dict[str, Any]:
    """Average linkage over cosine distances (scikit-learn), cut at the best distance."""
    from scipy.cluster.hierarchy import fcluster
    from sklearn.cluster import AgglomerativeClustering

    vectors, clock = _vectors(corpus), Clock()
    model = AgglomerativeClustering(n_clusters=None, distance_threshold=0.3, metric="cosine", linkage="average")
    model.fit(vectors)
    spent = clock.read()
    tree = np.column_stack([model.children_, model.distances_, np.ones(len(model.distances_))]).astype(np.float64)
    cuts = ((f"distance {cut:.2f}", fcluster(tree, cut, "distance")) for cut in _DISTANCES)
    return _best(corpus, known, cuts) | spent


def hdbscan(corpus: Corpus, known: Gold) -> dict[str, Any]:
    """HDBSCAN (Campello et al. 2013) of scikit-learn, with clusters of two or more: its own choice of them, or its tree
    cut at the best distance.
    """
    from sklearn.cluster import HDBSCAN

    vectors, clock = _vectors(corpus), Clock()
    model = HDBSCAN(min_cluster_size=2, min_samples=1, algorithm="brute", n_jobs=-1, copy=False)
    labels = model.fit_predict(vectors)
    spent = clock.read()
    cuts = [("excess of mass", labels)]
    # The distance of unit vectors at a cosine distance.
    cuts += [(f"distance {cut:.2f}", model.dbscan_clustering(np.sqrt(2 * cut), 2)) for cut in _DISTANCES]
    return _best(corpus, known, cuts) | spent


def bertopic(corpus: Corpus, known: Gold) -> dict[str, Any]:
    """BERTopic (Grootendorst 2022): UMAP to five dimensions, HDBSCAN with clusters of two or more, the words of each
    topic. Scored with either way of HDBSCAN to choose clusters, of which one is timed.

    It reads the titles only: of whole texts it draws 500 a topic, which fills the memory where topics are many.
    """
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from umap import UMAP

    vectors, texts, clock = _vectors(corpus), _titles(corpus), Clock()
    model = BERTopic(
        umap_model=UMAP(n_neighbors=5, n_components=5, min_dist=0.0, metric="cosine"),
        hdbscan_model=HDBSCAN(min_cluster_size=2, min_samples=1, cluster_selection_method="leaf"),
    )
    labels, _ = model.fit_transform(texts, vectors)
    spent = clock.read()
    other = HDBSCAN(min_cluster_size=2, min_samples=1).fit_predict(model.umap_model.embedding_)
    return _best(corpus, known, [("leaf", np.array(labels)), ("excess of mass", other)]) | spent


def _vectors(corpus: Corpus) -> np.ndarray:
    """One unit vector an article, lead and title in equal parts: those by which Parallax looks for neighbours."""
    both = corpus.leads.astype(np.float32) + corpus.titles
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _titles(corpus: Corpus) -> list[str]:
    return corpus.articles["title"].fillna(corpus.articles["text"].str.slice(stop=100)).tolist()


def _best(corpus: Corpus, known: Gold, cuts: Iterable[tuple[str, np.ndarray]]) -> dict[str, Any]:
    """The scores of the labels, of those of `cuts`, that have the highest B-cubed F1."""
    scored = [_scored(corpus, known, labels) | {"setting": setting} for setting, labels in cuts]
    return max(scored, key=lambda scores: scores["b3_f1"])


def _scored(corpus: Corpus, known: Gold, labels: np.ndarray) -> dict[str, Any]:
    alone = labels < 0
    labels = np.where(alone, labels.max() + 1 + np.arange(len(labels)), labels)
    event_of = dict(zip(corpus.articles["source_id"], labels.astype(str).tolist(), strict=True))
    return {"events": len(np.unique(labels))} | score_event_labels(known, event_of)


PEERS = {"agglomerative": agglomerative, "hdbscan": hdbscan, "bertopic": bertopic}

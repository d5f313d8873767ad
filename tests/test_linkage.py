"""Average linkage on a sparse graph, against that of SciPy on a full one."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from pipeline.linkage import average_linkage


def test_linkage_is_average_linkage_where_every_pair_is_known():
    generator = np.random.default_rng(5)
    n = 60
    a, b = np.triu_indices(n, 1)
    likeness = generator.uniform(size=len(a))
    found = average_linkage(a, b, likeness, np.ones(n), np.zeros(n), 0.6)
    distance = np.zeros((n, n))
    distance[a, b] = distance[b, a] = 1 - likeness
    expected = fcluster(linkage(squareform(distance), "average"), 0.4, "distance")
    assert ((found[:, None] == found) == (expected[:, None] == expected)).all()
    assert (found <= np.arange(n)).all()


def test_linkage_counts_an_unknown_pair_as_the_smaller_floor():
    a, b, likeness = np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.8])
    ones = np.ones(3)
    assert average_linkage(a, b, likeness, ones, np.zeros(3), 0.5).tolist() == [0, 0, 2]
    assert average_linkage(a, b, likeness, ones, np.full(3, 0.3), 0.5).tolist() == [0, 0, 0]


def test_linkage_of_very_many_pairs_is_that_of_its_parts():
    generator = np.random.default_rng(6)
    of_part = [tuple(side + part * 30 for side in np.triu_indices(30, 1)) for part in range(500)]
    likeness = generator.uniform(size=(500, 435))
    a, b = (np.concatenate(sides) for sides in zip(*of_part, strict=True))
    bridges = generator.integers(15_000, size=(2, 5_000))
    bridges = bridges[:, bridges[0] // 30 < bridges[1] // 30]
    weak = generator.uniform(0, 0.4, size=bridges.shape[1])
    sides = np.append(a, bridges[0]), np.append(b, bridges[1])
    found = average_linkage(*sides, np.append(likeness.ravel(), weak), np.ones(15_000), np.zeros(15_000), 0.6)
    for part in range(500):
        distance = 1 - likeness[part]
        expected = fcluster(linkage(distance, "average"), 0.4, "distance")
        labels = found[part * 30 : part * 30 + 30]
        assert ((labels[:, None] == labels) == (expected[:, None] == expected)).all()
        assert (labels // 30 == part).all()

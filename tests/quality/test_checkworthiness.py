"""Floors under check-worthiness and factuality, on sets that the heads were not trained on."""

import pytest
from sklearn.metrics import f1_score, roc_auc_score

from pipeline import Settings
from pipeline.embed import load_encoder
from tests.quality.checkworthiness import WORTHY, Sentences


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(Settings().embed)


def test_claimbuster(shared, encoder):
    found = Sentences(shared, "claimbuster", encoder, parts=("test",))
    worthy = found.worth().check_worthiness
    assert f1_score(found.labels, worthy >= WORTHY) >= 0.835
    assert roc_auc_score(found.labels, worthy) >= 0.91


def test_subjectivity_of_news(shared, encoder):
    found = Sentences(shared, "subjectivity", encoder)
    fact = found.worth().factuality
    assert f1_score(found.labels, fact >= 0.5, average="macro") >= 0.645
    assert roc_auc_score(found.labels, fact) >= 0.74

"""Floor under the alignment score on NAnCo, a set that nothing here was trained on."""

import numpy as np
import pytest

from pipeline import Settings
from pipeline.embed import load_encoder
from tests.quality.nanco import SPLITS, accuracies, alignment_scores, read_questions


@pytest.fixture(scope="module")
def scored(shared):
    encoder = load_encoder(Settings().embed)
    questions = read_questions(shared)
    return questions, [alignment_scores(question, encoder) for question in questions]


@pytest.mark.parametrize("split", SPLITS)
def test_answers_that_say_the_same_are_told_from_others(scored, split):
    found = accuracies(*scored, *SPLITS[split])
    assert np.mean(list(found.values())) >= 0.77, found

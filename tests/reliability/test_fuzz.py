"""A few damaged inputs of every kind; `python -m tests.reliability.fuzz` reads as many as there is time for."""

from tests.reliability.fuzz import Fuzzer


def test_damaged_inputs_of_every_kind_give_articles_and_rejections_and_spans_that_hold(tmp_path):
    fuzzer = Fuzzer(seed=3, keep=None)
    for number in range(250):
        fuzzer.one(number, tmp_path)
    assert fuzzer.failures == []
    assert len(fuzzer.inputs) > 12

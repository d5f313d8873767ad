"""A conflict is told where two sentences tell one thing, and not where they have little in common."""

import pytest

from pipeline.compare import compare
from pipeline.settings import Compare
from tests.compare.pairs import event_of_texts

FLOOD = "The flood in Vellmoor damaged 40 houses on the quay, the town said."
CLOSE = "The flood in Vellmoor damaged 70 houses on the quay, the council said."
FAR = (
    "After a night of rain that also closed the bridge, the school and two roads to Orsen, the flood damaged 70 houses."
)


@pytest.mark.parametrize(("other", "least", "told"), [(CLOSE, 0.4, 1), (FAR, 0.4, 0), (FAR, 0.0, 1)])
def test_what_two_sentences_have_in_common_decides(other, least, told):
    event = event_of_texts([FLOOD, other], score=0.95)
    conflicts = compare(event, Compare(detectors=("figures",), in_common=least))
    assert len(conflicts) == told


def test_a_denied_reason_is_told_in_other_words_and_passes():
    denied = "The visit of Ada Orrin to Vellmoor has nothing to do with the harbour, her spokesman said."
    sought = "Ada Orrin is going to Vellmoor to see whether the harbour can be sold."
    event = event_of_texts([denied, sought], score=0.95)
    (conflict,) = compare(event, Compare(detectors=("polarity",)))
    assert conflict.detail["opposition"] == "reason"


def test_sentences_that_hold_nothing_but_what_differs_are_of_one_telling():
    event = event_of_texts(["They are in Japan.", "They are in Vietnam."], score=0.95)
    (conflict,) = compare(event, Compare(detectors=("names",), left_out=()))
    assert (conflict.detail["value_a"], conflict.detail["value_b"]) == ("Japan", "Vietnam")


@pytest.mark.parametrize(("left_out", "told"), [("figures: conflict", 0), ("conflict", 0), ("dates: conflict", 1)])
def test_a_kind_is_left_out_of_one_detector_or_of_all(left_out, told):
    event = event_of_texts([FLOOD, CLOSE], score=0.95)
    assert len(compare(event, Compare(detectors=("figures",), left_out=(left_out,)))) == told

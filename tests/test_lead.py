"""The claim that stands for its group: the clearest member's own sentence. All sentences are invented."""

import numpy as np
import pytest

from pipeline.align.lead import dangles, lead

ALONE = [
    "The council of Marn voted on Thursday to close the old bridge to lorries.",
    "Ada Quist told the council that she would not sign the order.",
    "The mayor said he had seen the report before the vote.",
    "In a letter to the council, the mayor said she would resign in June.",
    "“We saw smoke before we heard the alarm,” passenger Tomas Reik said.",
    "On Tuesday, Ada Quist said her office had been warned.",
    "Officials in Marn said that they would publish the figures.",
    "This week the bridge will be closed at night.",
    "When asked whether she had known of the report, Ada Quist said that the office was late.",
    "In her letter, Ada Quist asked the council to wait.",
    "Tomas Reik said that “the smoke came first,” and he blamed the crew.",
    "Five people were taken to hospital, and their families were told on Monday.",
    "The ferry, which lost its licence in May, had been repaired twice.",
]
LEANING = [
    "He said that the bridge would be closed to lorries.",
    "But she had not seen the report before the vote.",
    "They would publish the figures on Friday, the office said.",
    "It had been repaired twice since the fire.",
    "In a statement on Friday, she denied that the report was late.",
    "On Tuesday he signed the order that closes the bridge.",
    "After the vote, he left the hall of the council.",
    "“We saw smoke before we heard the alarm.”",
    "“I will not sign that order,” he said.",
    "This was the third fire on the line in a year.",
    "Police said he had been warned twice.",
    "“The sum that counts,” he said, “is the one for the repair of the bridge.”",
    "“This is a debate we want to have,” she said.",
    "And, however, that decision was not the last.",
]


@pytest.mark.parametrize("sentence", ALONE)
def test_a_sentence_that_can_be_read_alone(sentence):
    assert not dangles(sentence)


@pytest.mark.parametrize("sentence", LEANING)
def test_a_sentence_that_leans_on_the_one_before(sentence):
    assert dangles(sentence)


def chosen(words, likeness=None):
    likeness = np.ones(len(words)) if likeness is None else np.array(likeness)
    return words[lead(words, range(len(words)), likeness)]


def test_the_shortest_of_those_that_hold_the_core():
    long = "The council of Marn, which met for five hours, voted on Thursday to close the old bridge to lorries."
    short = "The council of Marn voted on Thursday to close the old bridge to lorries."
    loaded = "Bridge bosses hammer every driver in the old town."
    assert chosen([long, short, loaded], [1.7, 1.6, 0.9]) == short
    assert chosen([long, loaded], [0.9, 0.9]) == loaded


def test_a_clear_member_that_holds_much_of_the_core_comes_before_an_endless_one_that_holds_all():
    clear = "The council of Marn voted on Thursday to close the old bridge."
    endless = f"{clear[:-1]} to lorries, {'and to buses, ' * 12}and to all who have no permit."
    assert chosen([endless, clear], [1.6, 1.1]) == clear
    assert chosen([endless, clear], [1.6, 0.5]) == endless


@pytest.mark.parametrize("leaning", [sentence for sentence in LEANING if len(sentence.split()) > 7])
def test_one_that_can_be_read_alone_comes_before_a_shorter_one_that_cannot(leaning):
    alone = f"The council of Marn heard on Thursday that this was the text: {'so ' * 8}it went."
    assert len(alone) > len(leaning)
    assert chosen([leaning, alone]) == alone


def test_a_scrap_and_a_torn_quotation_come_after_a_whole_sentence():
    whole = "The ferry Santarra burned for six hours at Port Osel before the fire was out."
    assert chosen(["Six hours of fire.", whole]) == whole
    assert chosen(["The ferry Santarra “burned for six hours at Port Osel.", whole]) == whole


def test_the_only_member_leads_and_of_equal_ones_the_first():
    words = ["He left.", "The council voted on Thursday to close the bridge."]
    assert lead(words, [0], np.zeros(2)) == 0
    assert lead([words[1], words[1]], [0, 1], np.zeros(2)) == 0

"""What a sentence asserts, denies and leaves open."""

import pytest

from pipeline.language.polarity import ASSERTED, DENIED, OPEN, read_polarity


def sign(sentence, word):
    read = read_polarity(sentence)
    return next(sign for sign, found in zip(read.signs, read.words, strict=True) if found.text == word)


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The guards searched the visitors.", "searched", ASSERTED),
        ("The guards did not search the visitors.", "search", DENIED),
        ("The guards didn’t search the visitors, but they counted them.", "search", DENIED),
        ("The guards didn’t search the visitors, but they counted them.", "counted", ASSERTED),
        ("The firm made no payment to the minister.", "payment", DENIED),
        ("The mayor denied that he met the developer.", "met", DENIED),
        ("The mayor rejected claims that he took bribes.", "took", DENIED),
        ("Such rumours are false, officials have said.", "rumours", DENIED),
        ("The governor has yet to sign the bill.", "sign", DENIED),
        ("The council did not fail to reject the plan.", "reject", OPEN),
        ("The mayor not only resigned but also left.", "resigned", ASSERTED),
        ("No fewer than six guards resigned.", "resigned", ASSERTED),
        ("Did the guards search the visitors?", "search", OPEN),
        ("The inquiry asks whether the guards searched the visitors.", "searched", OPEN),
        ("The governor may sign the bill.", "sign", OPEN),
        ("The report is not necessarily wrong.", "wrong", OPEN),
        ("They stood at gate No. 4 and waited.", "waited", ASSERTED),
    ],
)
def test_negation_and_its_scope(sentence, word, expected):
    assert sign(sentence, word) == expected


def test_future_and_ability_are_kept_apart_from_what_happened():
    tenses = {word: tense for sentence in ("The court will sit.", "The court can sit.", "The court sits.")
              for word, tense in [(sentence, read_polarity(sentence).tenses[-1])]}  # fmt: skip
    assert list(tenses.values()) == ["future", "able", ""]


def test_a_sentence_without_words_is_read():
    assert read_polarity("...").words == ()

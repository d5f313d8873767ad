"""What a sentence asserts, denies and leaves open."""

import pytest

from pipeline.language.polarity import ASSERTED, DENIED, OPEN, has_denial, may_deny, read_polarity


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


@pytest.mark.parametrize(
    "said",
    "isn't; wasn’t; did not; has never; cannot; no longer; has yet to; failed to; refuses to; declining to; denied; "
    "was unable to; stopped short of; denies that; rejects the claim that; rebutted reports of; disputing claims of; "
    "ruled out; is ruling out; said that it is false; has nothing to do with; left without".split("; "),
)
def test_a_denial_is_seen_before_the_sentence_is_read(said):
    sentence = f"The council {said} pay for the bridge."
    assert has_denial(sentence)
    assert may_deny(sentence) == any(not denial.is_open for denial in read_polarity(sentence).denials)


@pytest.mark.parametrize(
    "sentence", ["The council paid.", "Not only the council paid.", "It made no fewer than ten calls."]
)
def test_what_denies_nothing_is_not_read_as_a_denial(sentence):
    assert not has_denial(sentence)
    assert not read_polarity(sentence).denials

"""Names in a sentence, and which of them mean the same."""

import pytest

from pipeline.language.names import Aliases, find_names


def named(sentence):
    return {name.text: name.kind for name in find_names(sentence)}


def test_kinds_are_told_by_titles_first_names_lists_and_the_words_around():
    sentence = "Kazakh President Kassym-Jomart Tokayev met Anna Kessin of the Transport Ministry in Tolmen on Thursday."
    assert named(sentence) == {
        "Kazakh": "people",
        "Kassym-Jomart Tokayev": "person",
        "Anna Kessin": "person",
        "Transport Ministry": "organisation",
        "Tolmen": "place",
    }


def test_spans_reproduce_the_names_and_days_and_first_words_are_none():
    sentence = "Yesterday the RNC moved its office from Seattle to Portland, and in May nobody minded."
    assert [name.span.of(sentence) for name in find_names(sentence)] == ["RNC", "Seattle", "Portland"]


def test_a_place_with_what_it_lies_in_is_one_name():
    (name,) = find_names("She studied in Bellingham, Wash., for a year.")
    assert (name.text, name.kind, name.within) == ("Bellingham", "place", "wash")


def test_a_body_and_what_it_is_of_are_one_name():
    assert named("He asked the Federation of Smallholders to wait.") == {"Federation of Smallholders": "organisation"}


def only(sentence):
    (name,) = find_names(sentence)
    return name


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("They met Mr. Tokayev at noon.", "They met President Kassym-Jomart Toqaev at noon.", True),
        ("They met Senator William Marsh.", "They met Sen. Bill Marsh.", True),
        ("They met J. Kessin, who smiled. Dr. Kessin", "They met Dr. Johanna Kessin.", True),
        ("They met Rep. Linda Marosz.", "They met Rep. Loretta Marosz.", False),
        ("They met Mayor Ivo Tarn.", "They met Mayor Pavel Dorrel.", False),
        ("They flew to Moscow.", "They asked the Kremlin.", True),
        ("They flew to Almaty.", "They flew to Kazakhstan.", True),
        ("They flew to Almaty.", "They flew to Astana.", False),
        ("They asked a Kazakh.", "They asked people in Astana.", True),
        ("They flew to the U.S.", "They flew to Seattle.", True),
        ("They flew to Seattle.", "They flew to Portland.", False),
        ("They joined the F.B.I.", "They joined the FBI.", True),
        ("They joined the RNC.", "They joined the Republican National Committee.", True),
        ("They joined the Harbour Bank.", "They joined the Valley Bank.", False),
    ],
)
def test_aliases(a, b, same):
    one, other = find_names(a)[-1], find_names(b)[-1]
    aliases = Aliases()
    assert aliases.same(one, other) is same
    assert aliases.same(other, one) is same


def test_what_the_articles_say_of_a_place_is_learned():
    tolmen, orsenia = only("They met in Tolmen."), only("They met in Orsenia.")
    aliases = Aliases()
    assert not aliases.same(tolmen, orsenia)
    aliases.learn(find_names("They met in Tolmen, Orsenia, last year."))
    assert aliases.same(tolmen, orsenia)
    assert aliases.names_as_much(tolmen, orsenia)
    assert not aliases.names_as_much(orsenia, tolmen)

"""The generator of changed and reworded sentences, on invented ones."""

from random import Random

import pytest

from tests.quality.paraphrases import PARAPHRASES
from tests.quality.perturbations import CHANGES, surnames
from tests.quality.robustness import Trial, share, trials


def changed(kind, sentence, other, n=20):
    """What the rule makes of the sentence with some seeds."""
    people = surnames(sentence) | surnames(other)
    return {new for seed in range(n) for new in CHANGES[kind](sentence, other, Random(seed), people)}


def ends(sentence, before, after):
    """Whether `sentence` is `before`, something else, and `after`."""
    return sentence.startswith(before) and sentence.endswith(after) and len(sentence) > len(before) + len(after)


@pytest.mark.parametrize(
    ("kind", "sentence", "other", "before", "after", "old"),
    [
        ("figure", "The fire killed 14 people.", "Fourteen were hurt; 14 died.", "The fire killed ", " people.", "14"),
        ("figure", "It cost $3.6 million.", "A price of $3.6 million.", "It cost $", " million.", "3.6"),
        ("figure", "They sank seven boats.", "Of the fleet, seven boats sank.", "They sank ", " boats.", "seven"),
        ("figure", "Some 1,200 left.", "About 1,200 people went.", "Some ", " left.", "1,200"),
        ("figure", "Only 40 percent voted.", "It was 40 percent.", "Only ", " percent voted.", "40"),
        ("date", "He resigned on Monday.", "On Monday he resigned his post.", "He resigned on ", ".", "Monday"),
        ("date", "The dam broke on May 4.", "On May 4 the dam broke.", "The dam broke on May ", ".", "4"),
        ("date", "She was elected in 2014.", "In 2014 they elected her.", "She was elected in ", ".", "2014"),
        ("name", "Mayor Ada Quist resigned.", "Quist has gone.", "Mayor ", " resigned.", "Ada Quist"),
        ("name", "They met in Egypt.", "The meeting in Egypt ended.", "They met in ", ".", "Egypt"),
        ("name", "A bill of the Senate failed.", "It failed in the Senate.", "A bill of the ", " failed.", "Senate"),
        ("negation", "The bill was approved.", "Members approved the bill.", "The bill was ", " approved.", ""),
        ("negation", "Ada Quist signed it.", "Quist has signed the law.", "Ada Quist ", " it.", "signed"),
    ],
)
def test_changes_of_one_fact(kind, sentence, other, before, after, old):
    found = changed(kind, sentence, other)
    assert found
    assert all(ends(new, before, after) for new in found), found
    assert sentence not in found
    if old:
        assert not any(new == before + old + after for new in found)


def test_a_denied_verb_is_no_longer_denied():
    assert changed("negation", "The bill was not approved.", "They approved the bill.") == {"The bill was approved."}


def test_a_figure_is_changed_to_one_that_is_far_off_and_in_neither_sentence():
    for new in changed("figure", "In all 60 people died and 20 were hurt.", "Of 100, 60 died.", n=60):
        number = int(new.split()[2]) if " 60 " not in new else 60
        assert number not in (20, 100)
        assert number == 60 or abs(number - 60) > 20


@pytest.mark.parametrize(
    ("kind", "sentence", "other"),
    [
        ("figure", "At least 14 people died.", "There were 14 dead people."),
        ("figure", "14 people died.", "More than 14 people died."),
        ("figure", "Between 14 and 20 people died.", "Some 14 people died."),
        ("figure", "The fire killed 14 people.", "The fire killed 15 people."),
        ("figure", "Flight 370 was lost.", "The search for Flight 370 ended."),
        ("figure", "On May 14 it burned.", "It burned on May 14."),
        ("figure", "It was 2014 then.", "In 2014 it was."),
        ("figure", "Two men were held.", "Police waited two days."),
        ("figure", "The clock showed 7:40.", "At 7:40 it rang."),
        ("date", "He has been ill since Monday.", "He fell ill on Monday."),
        ("date", "He left on Monday or Tuesday.", "On Monday he left."),
        ("date", "On Friday the bank opened.", "A storm sank three boats in the harbour of Osel on Friday."),
        ("date", "It closed on Black Friday.", "The shop closed on Black Friday."),
        ("date", "She told Fox News Sunday that it closed.", "It closed, she said on Fox News Sunday."),
        ("name", "The Quist Tower burned.", "Ada Quist owns it."),
        ("name", "A man of the Justice Department called.", "The Justice Department called."),
        ("name", "Please call, Mr. President.", "He asked Mr. President to call."),
        ("name", "He works for the House of Marn.", "The house of Marn fell in the House."),
        ("name", "A man was held.", "Police held a man."),
        ("negation", "Was the bill approved?", "The bill was approved."),
        ("negation", "If the bill was approved, he would go.", "The bill was approved."),
        ("negation", "The bill was approved.", "The bill was not approved."),
        ("negation", "The bill was only approved in part.", "They approved the bill."),
        ("negation", "“The bill was approved,” he said.", "They approved the bill."),
        ("negation", "The bill was approved.", "They may approve the bill."),
        ("negation", "The bill was printed.", "They approved the bill."),
    ],
)
def test_what_would_be_no_conflict_or_no_english_is_left_alone(kind, sentence, other):
    assert changed(kind, sentence, other) == set()


@pytest.mark.parametrize(
    ("kind", "sentence", "wanted"),
    [
        ("rounding", "The storm killed 67 people.", "The storm killed nearly 70 people."),
        ("rounding", "He counted 1,234 votes.", "He counted more than 1,230 votes."),
        ("digits", "They lost seven boats.", "They lost 7 boats."),
        ("digits", "They lost 7 boats.", "They lost seven boats."),
        ("percent", "Of all, 30 percent came.", "Of all, 30% came."),
        ("percent", "Of all, 30% came.", "Of all, 30 percent came."),
        ("units", "It cost $5,000.", "It cost 5,000 dollars."),
        ("units", "It cost $2.5 million.", "It cost $2,500,000."),
        ("units", "They sailed two weeks.", "They sailed 14 days."),
        ("units", "They sailed 60 miles.", "They sailed about 97 kilometers."),
        ("dates", "It burned on Jan. 5.", "It burned on January 5."),
        ("dates", "The mayor resigned Monday.", "The mayor resigned on Monday."),
        ("aliases", "He left the United Nations early.", "He left the U.N. early."),
        ("titles", "Then Mr. Quist left.", "Then Quist left."),
        ("titles", "Then Sen. Ada Quist left.", "Then Quist left."),
        ("speech order", "“It burned,” Quist said.", "Quist said, “It burned.”"),
        ("speech order", "The bridge is safe, Ada Quist said.", "Ada Quist said that the bridge is safe."),
        ("clause order", "After the vote, the mayor left.", "The mayor left after the vote."),
        ("item order", "They sailed from Marn and Sevrin.", "They sailed from Sevrin and Marn."),
        ("voice", "The Senate passed the bill on Friday.", "The bill was passed by the Senate on Friday."),
    ],
)
def test_rewordings(kind, sentence, wanted):
    assert wanted in set(PARAPHRASES[kind](sentence))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("rounding", "At least 67 people died."),
        ("rounding", "Ada Quist, 67, left."),
        ("rounding", "It burned on 24 May."),
        ("rounding", "In 2014 it burned."),
        ("digits", "Two boats sank."),
        ("units", "A $5,000 fine was due."),
        ("dates", "The mayor left on Monday night."),
        ("titles", "Then President Ada Quist Marn left."),
        ("clause order", "The vote came after a quarrel."),
        ("item order", "The Energy and Commerce committee met."),
        ("voice", "He passed the salt."),
    ],
)
def test_what_cannot_be_reworded_by_rule_is_left_alone(kind, sentence):
    assert list(PARAPHRASES[kind](sentence)) == []


def test_every_trial_is_of_another_pair_and_the_kinds_take_turns():
    class Told(str):
        sentence = property(str)

        def saying(self, words):
            return Told(words)

    pairs = [(Told(f"a{number}"), Told(f"b{number}")) for number in range(20)]
    rules = {
        "often": lambda a, b, rng: iter([f"{a} changed"]),
        "rarely": lambda a, b, rng: iter([f"{a} new"] if a.endswith("7") else []),
    }
    found = trials(pairs, rules, 10)
    assert found == trials(pairs, rules, 10)
    assert len({trial.before[1:] for trial in found}) == 10
    assert sum(trial.kind == "rarely" for trial in found) == 2
    assert len(trials(pairs, rules, 100)) == 20


def test_shares_are_of_the_trials_of_a_kind():
    found = [Trial("x", "", None, None), Trial("x", "", None, None), Trial("y", "", None, None)]
    assert share(found, [["figures"], [], []], "x") == (0.5, 2)
    assert share(found, [["figures"], [], ["names"]]) == (2 / 3, 3)

"""Copies and reprints come from one origin."""

from pipeline.origins import assign_origins

STORY = " ".join(f"The harbour of Sevrin received ship number {n} from the north on that windy day." for n in range(12))
OTHER = " ".join(
    f"In Marn the orchestra played piece {n} before a hall that was almost empty again." for n in range(12)
)


def test_a_copy_a_shortened_and_a_lengthened_reprint_share_the_first_ones_origin():
    shortened = STORY[: len(STORY) * 2 // 3]
    assert assign_origins([STORY, OTHER, STORY, shortened, "A new first paragraph. " + STORY]) == [0, 1, 0, 0, 0]


def test_short_texts_and_no_text_are_their_own_origin():
    assert assign_origins(["A short text.", "A short text but longer."]) == [0, 1]
    assert assign_origins([]) == []


def test_ten_thousand_copies_are_one_origin():
    assert set(assign_origins([STORY] * 10_000)) == {0}


def test_headlines_without_a_text_are_no_copies_of_each_other():
    assert assign_origins(["", STORY, "", " \n", STORY]) == [0, 1, 2, 3, 1]


def text(*pieces):
    """Words that occur nowhere else: ("a", 0, 60) gives a0 to a59."""
    return " ".join(f"{name}{number}" for name, first, last in pieces for number in range(first, last))


def test_one_agency_credited_by_both_makes_less_common_text_enough():
    one, other = text(("a", 0, 100)), text(("a", 0, 40), ("b", 0, 60))
    assert assign_origins([one, other]) == [0, 1]
    assert assign_origins([f"SEVRIN (Reuters) - {one}", f"SEVRIN (Reuters) - {other}"]) == [0, 0]
    assert assign_origins([f"SEVRIN (Reuters) - {one}", f"SEVRIN (AP) - {other}"]) == [0, 1]
    assert assign_origins([one, other], ["Reuters", "By Reuters"]) == [0, 0]
    assert assign_origins([one, other], ["Reuters", None]) == [0, 1]


def test_a_credit_alone_makes_no_origin():
    one, other = text(("a", 0, 100)), text(("a", 0, 20), ("b", 0, 80))
    assert assign_origins([f"SEVRIN (Reuters) - {one}", f"SEVRIN (Reuters) - {other}"]) == [0, 1]


def test_among_many_texts_each_copy_finds_its_own_origin():
    stories = [text((f"s{number}x", 0, 60), ("footer", 0, 12)) for number in range(300)]
    copies = [f"Our own first line, number {number}. {story}" for number, story in enumerate(stories)]
    assert assign_origins([*stories, *copies]) == [*range(300), *range(300)]


def test_copies_of_copies_belong_together_though_the_first_and_last_share_nothing():
    first, last = text(("a", 0, 100)), text(("b", 0, 100))
    between = text(("a", 40, 100), ("b", 0, 60))
    assert assign_origins([first, last]) == [0, 1]
    assert assign_origins([first, between, last]) == [0, 0, 0]


def test_thousands_of_reprints_with_changes_of_their_own_are_one_origin():
    reprints = [text(("a", 0, 80 + number % 20), (f"own{number}x", 0, 3)) for number in range(3_000)]
    assert set(assign_origins(reprints)) == {0}

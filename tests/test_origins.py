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

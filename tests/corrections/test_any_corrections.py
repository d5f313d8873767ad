"""What holds for any grouping and any corrections."""

from itertools import permutations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corrections import Correction, active, append, propose, read, replay
from pipeline.errors import CorrectionError

ARTICLES = [f"a{n}" for n in range(8)]
groupings = st.lists(st.integers(0, 3), min_size=len(ARTICLES), max_size=len(ARTICLES)).map(
    lambda numbers: pd.Series([f"e{number}" for number in numbers], index=ARTICLES, dtype="string")
)
wishes = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "move", "not_same"]),
        st.lists(st.sampled_from(ARTICLES), min_size=2, max_size=3),
    ),
    max_size=6,
)


def said(labels, wished, folder):
    """The corrections of `wished` that can be made one after the other, and the grouping after them."""
    now = labels
    for action, named in wished:
        known = pd.DataFrame(
            {
                "event_id": now.values,
                "uncorrected_event_id": labels.values,
                "article_id": ARTICLES,
                "source_id": ARTICLES,
            }
        )
        try:
            append(folder, propose(action, named[:2] if action == "not_same" else named, known, "Ana", "why"))
        except CorrectionError:
            continue
        now = replay(labels, active(read(folder)[0])).labels
    return active(read(folder)[0]), now


@settings(max_examples=150, deadline=None)
@given(groupings, wishes)
def test_what_was_said_last_holds_and_nothing_said_before_is_broken_as_a_whole(tmp_path_factory, labels, wished):
    folder = tmp_path_factory.mktemp("log")
    made, now = said(labels, wished, folder)
    assert list(now.index) == ARTICLES
    for place, one in enumerate(made):
        together = [now[a] == now[b] for a in one.articles for b in one.joined_to]
        apart = [now[a] != now[b] for a in one.articles for b in one.parted_from]
        last = place == len(made) - 1
        if one.action in ("merge", "move"):
            assert (all if last else any)(together)
        if one.action in ("split", "not_same") or last:
            assert (all if last else any)(apart or [True])


@settings(max_examples=100, deadline=None)
@given(groupings, wishes)
def test_taking_all_back_gives_the_grouping_as_it_was(tmp_path_factory, labels, wished):
    folder = tmp_path_factory.mktemp("log")
    made, _ = said(labels, wished, folder)
    for one in made[::-1]:
        append(folder, Correction.made("undo", "Bo", "why", undoes=one.id))
    assert replay(labels, active(read(folder)[0])).labels.equals(labels)


@settings(max_examples=60, deadline=None)
@given(groupings, wishes)
def test_merges_and_separations_do_not_depend_on_their_order(tmp_path_factory, labels, wished):
    folder = tmp_path_factory.mktemp("log")
    made, now = said(labels, [wish for wish in wished if wish[0] in ("merge", "not_same")], folder)
    for order in list(permutations(made))[:24]:
        assert replay(labels, order).labels.equals(now)


@settings(max_examples=60, deadline=None)
@given(groupings, wishes)
def test_events_that_no_correction_speaks_of_are_as_they_were(tmp_path_factory, labels, wished):
    made, now = said(labels, wished, tmp_path_factory.mktemp("log"))
    touched = {labels[article] for one in made for article in one.named}
    untouched = labels[~labels.isin(touched)]
    assert now[untouched.index].equals(untouched)

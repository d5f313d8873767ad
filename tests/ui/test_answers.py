"""Answers are kept for all within a bound of memory, and made once however many ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pandas as pd
import pytest

from pipeline.ui.answers import Answers


def table(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"n": range(rows)})


def test_an_answer_is_made_once() -> None:
    answers, made = Answers(), []
    for _ in range(3):
        assert answers.get("a", lambda: made.append("a") or len(made)) == 1
    assert made == ["a"]


def test_beyond_the_bound_the_one_asked_for_longest_ago_is_forgotten() -> None:
    answers = Answers(most_bytes=20_000)  # two of these tables
    for key in ("a", "b", "a", "c"):
        answers.get(key, lambda: table(1000))
    assert isinstance(answers.get("a", pytest.fail), pd.DataFrame)
    assert isinstance(answers.get("c", pytest.fail), pd.DataFrame)
    with pytest.raises(KeyError):
        answers.get("b", {}.popitem)


def test_an_answer_over_the_bound_is_kept_until_the_next() -> None:
    answers = Answers(most_bytes=10)
    answers.get("a", lambda: table(1000))
    assert isinstance(answers.get("a", pytest.fail), pd.DataFrame)


def test_who_asks_the_same_meanwhile_waits_for_the_one_answer() -> None:
    answers, made, ready, go = Answers(), [], Barrier(3), Event()

    def make() -> int:
        go.wait(30)
        made.append(1)
        return 7

    def ask(_: int) -> object:
        ready.wait(30)
        return answers.get("a", make)

    with ThreadPoolExecutor(3) as people:
        found = people.map(ask, range(3))
        go.set()
        assert list(found) == [7, 7, 7]
    assert made == [1]


def test_a_failure_is_not_kept() -> None:
    answers = Answers()
    with pytest.raises(ZeroDivisionError):
        answers.get("a", lambda: 1 / 0)
    assert answers.get("a", lambda: 3) == 3

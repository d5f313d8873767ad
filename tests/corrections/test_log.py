"""The log: nothing is lost, nothing spoilt ends a run, what is taken back leaves no trace in the grouping."""

import json
import subprocess
import sys

import pytest

from pipeline.corrections import LOG, Correction, active, append, digest, holds, propose, read
from pipeline.errors import CorrectionError, StoreError
from tests.conftest import ROOT
from tests.corrections.said import LABELS, correct, corrected, grouping


def test_a_correction_taken_back_leaves_the_grouping_as_it_was_and_both_lines_in_the_log(tmp_path):
    made = correct(tmp_path, "merge", "eferry", "eboat")
    undone = correct(tmp_path, "undo", made.id, who="Bo", why="two ships")
    log, _ = read(tmp_path)
    assert [one.id for one in log] == [made.id, undone.id]
    assert not holds(made, log)
    assert corrected(tmp_path).labels.equals(LABELS)
    assert digest(active(log)) == ""
    with pytest.raises(CorrectionError, match="taken back already"):
        correct(tmp_path, "undo", made.id)
    correct(tmp_path, "undo", undone.id)
    assert holds(made, read(tmp_path)[0])


def test_what_was_taken_back_comes_back_only_where_nothing_said_since_contradicts_it(tmp_path):
    merged = correct(tmp_path, "merge", "eferry", "eboat")
    undone = correct(tmp_path, "undo", merged.id)
    apart = correct(tmp_path, "not_same", "eferry", "eboat")
    with pytest.raises(CorrectionError, match=f"undo {apart.id}"):
        correct(tmp_path, "undo", undone.id)
    correct(tmp_path, "undo", apart.id)
    again = correct(tmp_path, "undo", undone.id)
    assert [one.id for one in active(read(tmp_path)[0])] == [merged.id]
    correct(tmp_path, "undo", again.id)
    assert active(read(tmp_path)[0]) == []


def test_what_a_person_writes_stays_on_one_line_and_comes_back(tmp_path):
    made = correct(
        tmp_path, "merge", "eferry", "eboat", who='Žofia "Z"', why="two\nlines \u2028 and \x00 \ud800 — same {boat}"
    )
    assert (tmp_path / LOG).read_bytes().count(b"\n") == 1
    assert read(tmp_path) == ([made], [])
    assert made.who == 'Žofia "Z"'
    assert made.why == "two lines and ? — same {boat}"


SIGNED = '{"id": "k1", "at": "2026-05-01", "who": "A", "why": "b", "action": '


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        '{"id": "k1"',
        "[1]",
        "{}",
        '{"id": "k1", "at": "soon", "who": "A", "why": "b", "action": "merge", "articles": ["x"], "joined_to": ["y"]}',
        SIGNED + '"melt", "articles": ["x"]}',
        SIGNED + '"merge", "articles": ["x"]}',
        SIGNED + '"merge", "articles": "x", "joined_to": ["y"]}',
        SIGNED + '"merge", "articles": ["x"], "joined_to": ["x"]}',
        '{"id": "k1", "at": "2026-05-01", "who": 7, "why": "b", "action": "undo", "undoes": "k2"}',
        SIGNED + '"undo", "undoes": "k2", "event": "e1"}',
        SIGNED.replace('"b"', r'"\ud800"') + '"merge", "articles": ["x"], "joined_to": ["y"]}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_correction_is_left_out_with_its_number_and_the_remedy(tmp_path, line):
    first = correct(tmp_path, "merge", "eferry", "eboat")
    with (tmp_path / LOG).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    last = correct(tmp_path, "not_same", "eferry", "etoll")
    log, (warning,) = read(tmp_path)
    assert log == [first, last]
    assert f"{tmp_path / LOG}:2: " in warning
    assert "Restore it or delete it" in warning


def test_a_line_torn_by_a_crash_does_not_swallow_the_next(tmp_path):
    correct(tmp_path, "merge", "eferry", "eboat")
    path = tmp_path / LOG
    path.write_bytes(path.read_bytes()[:-20])
    last = correct(tmp_path, "not_same", "eferry", "etoll")
    log, (warning,) = read(tmp_path)
    assert log == [last]
    assert ":1: " in warning


def test_a_log_edited_into_a_contradiction_is_applied_as_far_as_it_goes(tmp_path):
    apart = correct(tmp_path, "not_same", "eferry", "eboat")
    together = Correction.made("merge", "Bo", "same", articles=apart.articles, joined_to=apart.parted_from)
    with (tmp_path / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(together.as_dict()) + "\n")
    replayed = corrected(tmp_path)
    assert replayed.labels.equals(LABELS)
    assert replayed.applied == (apart,)
    assert together.id in replayed.warnings[0]


def test_articles_that_are_gone_are_told_and_the_rest_is_applied(tmp_path):
    made = correct(tmp_path, "merge", "eferry", "eboat")
    replayed = corrected(tmp_path, LABELS.drop(["ferry1", "boat1"]))
    assert replayed.labels["ferry2"] == replayed.labels["boat2"]
    assert made.id in replayed.warnings[0]
    assert "2 of its 5 articles" in replayed.warnings[0]
    replayed = corrected(tmp_path, LABELS.drop(["ferry1", "ferry2"]))
    assert "not applied" in replayed.warnings[0]
    assert replayed.labels.equals(LABELS.drop(["ferry1", "ferry2"]))


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path):
    proposed = propose("merge", ["eferry", "eboat"], grouping(LABELS), "Ana", "one story")
    with pytest.raises(StoreError, match="cannot be written"):
        append(tmp_path / "nowhere", proposed)


APPEND = """
import sys
from pipeline.corrections import Correction, append
who = sys.argv[2]
for n in range(40):
    sides = {"articles": (f"{who}{n}",), "parted_from": (f"{who}{n} other",)}
    append(sys.argv[1], Correction.made("not_same", who, "apart", **sides))
"""


def test_processes_that_append_at_once_lose_nothing(tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(tmp_path), who], cwd=ROOT) for who in ("Ana", "Bo", "Cy")
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    log, warnings = read(tmp_path)
    assert warnings == []
    for who in ("Ana", "Bo", "Cy"):
        assert [one.articles[0] for one in log if one.who == who] == [f"{who}{n}" for n in range(40)]

"""A real Ray cluster, two worker processes a run: the same results in the same order, whatever dies on the way."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from pipeline import load_run, load_settings, run_pipeline
from pipeline.engine.cluster import RayEngine
from pipeline.errors import EngineError
from pipeline.events.neighbours import nearest_pairs
from pipeline.schema import TABLES
from tests.conftest import ROOT, SAMPLE, TODAY
from tests.ray_cluster import all_ended, cluster
from tests.reliability.crash import crash

# Not importorskip: what is set for Ray must be set before it is imported.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: make install-ray"),
    pytest.mark.usefixtures("two_and_two_cores"),
]


def double(number):
    return number * 2


def killed_once(folder, number):
    """Kills its own process with the seventh number, the first time that it is asked."""
    if number == 7 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def failing(folder, times, number):
    """As storage that fails `times` times when the seventh number is read."""
    if number == 7 and len(list(folder.iterdir())) < times:
        (folder / f"{len(list(folder.iterdir()))}").touch()
        raise OSError("the object cannot be read now")
    return number * 2


def refusing(number):
    raise ValueError(f"no such number: {number}")


def dying(number):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def two_and_two_cores():
    """One cluster for all tests but one: two cores for the engine here, and two for the runs of other processes."""
    with cluster(4):
        yield


@pytest.fixture(scope="module")
def engine(two_and_two_cores):
    made = RayEngine(2)
    yield made
    made.close()


def test_results_come_in_the_order_of_the_items(engine):
    expected = [number * 2 for number in range(500)]
    assert list(engine.map(double, range(500))) == expected
    assert list(engine.map_large(double, range(5))) == list(engine.map_model(double, range(5))) == expected[:5]
    assert list(engine.map(double, [])) == []


def test_the_work_of_a_worker_that_is_killed_is_done_again(engine, tmp_path):
    assert list(engine.map(partial(killed_once, tmp_path), range(100))) == [number * 2 for number in range(100)]
    assert (tmp_path / "killed").exists()


def test_an_object_that_fails_once_is_read_again_and_one_that_always_fails_is_an_error(engine, tmp_path):
    assert list(engine.map(partial(failing, tmp_path, 1), range(20))) == [number * 2 for number in range(20)]
    with pytest.raises(OSError, match="cannot be read now"):
        list(engine.map(partial(failing, tmp_path, 99), range(20)))


def test_what_a_function_raises_comes_as_it_is(engine):
    with pytest.raises(ValueError, match="no such number: 0"):
        list(engine.map(refusing, [0]))


def test_a_task_under_which_every_worker_dies_is_told_with_a_remedy(engine):
    with pytest.raises(EngineError, match=r"fewer workers under \[run\]"):
        list(engine.map(dying, [1]))
    assert list(engine.map(double, range(10))) == [number * 2 for number in range(10)]


def test_neighbours_found_by_the_cluster_are_those_found_here(engine):
    vectors = np.random.default_rng(0).normal(size=(1500, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    days = np.sort(np.random.default_rng(1).uniform(0, 60, 1500))
    one, other = nearest_pairs(vectors, days, 10.0, 20), nearest_pairs(vectors, days, 10.0, 20, engine.map_large)
    assert len(one.a) > 1500
    for name in ("a", "b", "cut"):
        assert (getattr(one, name) == getattr(other, name)).all(), name


ENDLESS = """
import time
from pipeline.engine.cluster import RayEngine
for _ in RayEngine(2).map(time.sleep, [0.05] * 100_000):
    print("at work", flush=True)
"""


def test_without_an_address_a_cluster_is_started_which_ends_with_its_driver_that_was_killed(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS")
    running = subprocess.Popen(
        [sys.executable, "-c", ENDLESS], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout.readline() == "at work\n"
    running.kill()
    running.wait()
    assert all_ended(running.pid)


def test_a_folder_whose_path_is_too_long_for_ray_is_told_with_a_remedy(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS")
    monkeypatch.setenv("RAY_TMPDIR", f"{os.environ['RAY_TMPDIR']}/{'long' * 20}")
    once = "from pipeline.engine.cluster import RayEngine\nlist(RayEngine(2).map(str, [1]))"
    ended = subprocess.run([sys.executable, "-c", once], cwd=ROOT, capture_output=True, text=True)
    assert "EngineError: the Ray cluster cannot be reached" in ended.stderr
    assert "RAY_TMPDIR" in ended.stderr.splitlines()[-1]


def by_ray(results):
    settings = load_settings(SAMPLE / "settings.toml")
    settings = replace(settings, run=replace(settings.run, engine="ray", workers=2))
    return run_pipeline([SAMPLE / "articles.jsonl"], results, settings, today=TODAY)


def driver(program, results):
    program = f"from tests.test_engine_ray import by_ray\n{program}\nby_ray({str(results)!r})\n"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)


def test_a_driver_that_is_killed_and_started_again_gives_the_tables_of_the_local_engine(sample_run, tmp_path):
    killed = driver(
        "import os, signal\nfrom pipeline.embed.cache import VectorCache\nadd = VectorCache.add\n"
        "def kill(*given):\n    add(*given)\n    os.kill(os.getpid(), signal.SIGKILL)\nVectorCache.add = kill",
        tmp_path,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(tmp_path.glob(".cache/*/*.npz"))
    assert not list(tmp_path.glob("*/manifest.json"))
    again = driver("", tmp_path)
    assert again.returncode == 0, again.stderr
    assert_same_tables(load_run(tmp_path), sample_run)


def test_after_a_kill_at_a_random_moment_the_next_run_is_as_if_nothing_had_been(tmp_path):
    (made,) = crash(["run"], times=2, seed=7, folder=tmp_path, engine="ray")
    assert made.problems == []
    assert made.fell.total() == 2


def assert_same_tables(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True, obj=name)

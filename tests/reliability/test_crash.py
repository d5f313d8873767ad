"""Kill -9 at twenty random moments; `python -m tests.reliability.crash` does the same a hundred times."""

import os
import signal
import subprocess
import sys
import time

from tests.conftest import ROOT
from tests.reliability.crash import crash


def test_after_a_kill_at_a_random_moment_nothing_is_lost_and_the_next_run_is_as_if_nothing_had_been(tmp_path):
    made = crash(["run", "append", "recompare"], times=20, seed=7, folder=tmp_path)
    assert [problem for one in made for problem in one.problems] == []
    assert sum(one.fell.total() for one in made) == 20


WITH_WORKERS = """
import multiprocessing, time
from pipeline.engine.local import LocalEngine
if __name__ == "__main__":
    for number, _ in enumerate(LocalEngine(2).map(time.sleep, [0.05] * 4000)):
        if number == 0:
            print(*(process.pid for process in multiprocessing.active_children()), flush=True)
"""


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_worker_processes_end_with_the_process_that_was_killed(tmp_path):
    script = tmp_path / "work.py"
    script.write_text(WITH_WORKERS, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    workers = [int(pid) for pid in running.stdout.readline().split()]
    assert len(workers) == 2
    assert all(map(is_there, workers))
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=60)
    for _ in range(600):
        if not any(map(is_there, workers)):
            break
        time.sleep(0.1)
    assert not any(map(is_there, workers))

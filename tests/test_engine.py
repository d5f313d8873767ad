"""Worker processes: results in order, errors that come back, a clear one when they die, a quick end on Ctrl-C."""

import os
import signal
import subprocess
import sys
import time

import pytest

from pipeline.engine.local import LocalEngine
from pipeline.errors import EngineError, UnknownNameError
from tests.conftest import ROOT


def double(number):
    return number * 2


def refuse(number):
    raise UnknownNameError("detector", "figurs", ["figures", "dates"])


def die(number):
    os._exit(number + 1)


def doze(number):
    time.sleep(60)
    return number


def test_many_items_are_mapped_by_workers_in_their_order():
    engine = LocalEngine(2)
    try:
        assert list(engine.map(double, range(500))) == [number * 2 for number in range(500)]
        assert list(engine.map(double, range(3))) == [0, 2, 4]
    finally:
        engine.close()


def test_an_error_meant_for_users_comes_back_from_a_worker_as_it_is():
    engine = LocalEngine(2)
    try:
        with pytest.raises(UnknownNameError, match=r"named 'figurs'\. Choose one of: dates, figures") as caught:
            list(engine.map(refuse, range(500)))
        assert (caught.value.name, caught.value.known) == ("figurs", ["dates", "figures"])
    finally:
        engine.close()


def test_workers_that_die_are_told_with_a_remedy():
    engine = LocalEngine(2)
    try:
        with pytest.raises(EngineError, match=r"workers = 1"):
            list(engine.map(die, range(500)))
    finally:
        engine.close()


@pytest.mark.skipif(os.name != "posix", reason="interrupts a process group")
def test_an_interrupt_ends_workers_at_work_without_their_tracebacks():
    program = (
        "from pipeline.engine.local import LocalEngine\nfrom tests.test_engine import doze\n"
        "if __name__ == '__main__':\n    engine = LocalEngine(2)\n    try:\n"
        "        results = engine.map(doze, range(500))\n        print('begun', flush=True)\n        list(results)\n"
        "    except KeyboardInterrupt:\n        print('interrupted')\n    finally:\n        engine.close()\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert running.stdout.readline() == "begun\n"
    time.sleep(4)
    os.killpg(running.pid, signal.SIGINT)
    told, errors = running.communicate(timeout=30)
    assert (told, errors) == ("interrupted\n", "")

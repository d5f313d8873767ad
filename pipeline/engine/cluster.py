"""Worker processes of a Ray cluster, on this machine or on many."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.engine import one_thread
from pipeline.errors import EngineError

A = TypeVar("A")
B = TypeVar("B")

_AT_ONCE = 64
"""Most items of one task: it should take seconds, so that little is lost with a worker."""
_TASKS_PER_WORKER = 8
"""Tasks that a worker gets at least, where there are so many items, so that all end at about the same time."""
_TRIES = 3
"""Times that a task is begun whose worker dies under it, and that a function is tried whose storage fails."""
_PAUSE_SECONDS = 1.0
"""Before a function is tried the second time; doubled before the third."""


class RayEngine:
    """Maps over actors: one process for each core of the cluster, and one for each of its graphics processors.

    The cluster is the one at RAY_ADDRESS; where that is not set, one of `workers` processes is started on this machine,
    reachable from nowhere else, and ends with the engine. A process that dies is started again and its work repeated.
    """

    def __init__(self, workers: int = 0) -> None:
        self._n_workers = workers
        self._workers: dict[str, list[Any]] = {}
        self._started = False

    def map(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """The function's results in the order of `items`.

        Raises what the function raises; an OSError when it comes again at each of three tries. Raises EngineError when
        there is no cluster, or the workers of one task die three times.
        """
        workers = self._of_kind("CPU")
        size = max(1, min(_AT_ONCE, len(items) // (len(workers) * _TASKS_PER_WORKER)))
        return self._spread(function, [items[at : at + size] for at in range(0, len(items), size)], workers)

    def map_large(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """As `map`, an item a task. Arrays in the function lie once in each machine's memory, for all its workers."""
        return self._spread(function, [[item] for item in items], self._of_kind("CPU"))

    def map_model(self, function: Callable[[A], B], items: Sequence[A]) -> Iterator[B]:
        """As `map_large`, by workers that have a graphics processor each, where the cluster has any."""
        return self._spread(function, [[item] for item in items], self._of_kind("GPU") or self._of_kind("CPU"))

    def close(self) -> None:
        """End the workers, also those at work, and the cluster where it was started here."""
        if not self._workers:
            return
        ray = _ray()
        for worker in [worker for workers in self._workers.values() for worker in workers]:
            ray.kill(worker)
        self._workers = {}
        if self._started:
            ray.shutdown()

    def _of_kind(self, resource: str) -> list[Any]:
        """The workers that have a unit of `resource` each, started when they are first asked for."""
        if resource not in self._workers:
            ray = _ray()
            self._started = _connected(ray, self._n_workers) or self._started
            there = int(ray.cluster_resources().get(resource, 0))
            count = min(there, self._n_workers or there) if resource == "CPU" else there
            if resource == "CPU" and not count:
                raise EngineError("the Ray cluster has no core", "Start a node: ray start --address=HOST:PORT")
            units: dict[str, Any] = {"num_cpus": 1} if resource == "CPU" else {"num_cpus": 0, "num_gpus": 1}
            worker = ray.remote(max_restarts=-1, max_task_retries=_TRIES - 1, **units)(_Worker)
            self._workers[resource] = [worker.remote() for _ in range(count)]
        return self._workers[resource]

    def _spread(self, function: Callable[[A], B], tasks: list[Sequence[A]], workers: list[Any]) -> Iterator[B]:
        from ray.exceptions import RayError, RayTaskError
        from ray.util import ActorPool

        place = _ray().put(function)

        def begin(worker: Any, numbered: tuple[int, Sequence[A]]) -> Any:
            # In a list the function is passed as its place: a worker fetches it once for all its tasks.
            return worker.apply.remote([place], *numbered)

        early: dict[int, list[B]] = {}
        following = 0
        try:
            for number, results in ActorPool(workers).map_unordered(begin, list(enumerate(tasks))):
                early[number] = results
                while following in early:
                    yield from early.pop(following)
                    following += 1
        except RayTaskError as error:
            raise error.cause from None
        except RayError as error:
            raise EngineError(
                f"a worker of the Ray cluster ended at each of {_TRIES} tries ({str(error).splitlines()[0]})",
                "Its machine may be out of memory: see the log of its Ray, or set fewer workers under [run]",
            ) from error


class _Worker:
    """A process of the cluster: applies functions, of which it keeps the latest."""

    def __init__(self) -> None:
        one_thread()  # also where the cluster's own settings say otherwise
        self._place: Any = None
        self._function: Callable[[Any], Any] | None = None

    def apply(self, place: list[Any], number: int, items: Sequence[Any]) -> tuple[int, list[Any]]:
        """`number` itself, and the results of the function at `place` for `items`."""
        if self._function is None or place[0] != self._place:
            self._place, self._function = place[0], _ray().get(place[0])
        return number, [_tried(self._function, item) for item in items]


def _tried(function: Callable[[A], B], item: A) -> B:
    """`function(item)`, tried again after an OSError: storage that many machines share fails now and then."""
    for tried in range(1, _TRIES):
        try:
            return function(item)
        except OSError:
            time.sleep(_PAUSE_SECONDS * 2 ** (tried - 1))
    return function(item)


def _ray() -> Any:
    """The package ray. Raises EngineError where it is not installed."""
    if not os.environ.get("RAY_ADDRESS"):
        # Ray's name for "this machine only": its services then listen on the loopback interface alone.
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise EngineError("Ray is not installed", "Run: make install-ray") from error
    return ray


def _connected(ray: Any, workers: int) -> bool:
    """Whether this process was connected to a cluster now, which it was not before. Raises EngineError."""
    if ray.is_initialized():
        return False
    # "local": else Ray would take the cluster that `ray start` began here last, and refuse to be told its size.
    here: dict[str, Any] = {"address": "local", "num_cpus": workers or os.cpu_count(), "include_dashboard": False}
    try:
        ray.init(log_to_driver=False, logging_level="error", **({} if os.environ.get("RAY_ADDRESS") else here))
    except (OSError, RuntimeError, ValueError) as error:
        told = (str(error).splitlines() or [type(error).__name__])[0]
        remedy = "See RAY_ADDRESS and `ray status`, or give Ray a shorter RAY_TMPDIR where a path is too long"
        raise EngineError(f"the Ray cluster cannot be reached ({told})", remedy) from error
    return True

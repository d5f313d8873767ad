"""What people say of the grouping of articles into events: a log beside the results, replayed on every run.

values.py says what a correction is, log.py keeps them, statements.py says when two contradict each other, replay.py
applies them to a grouping, proposals.py makes one from what a person names. Nothing here knows a stage or a run.
"""

from pipeline.corrections.log import LOG, active, append, digest, holds, read
from pipeline.corrections.proposals import propose
from pipeline.corrections.replay import Replayed, replay
from pipeline.corrections.values import ACTIONS, UNDO, Correction

__all__ = [
    "ACTIONS",
    "LOG",
    "UNDO",
    "Correction",
    "Replayed",
    "active",
    "append",
    "digest",
    "holds",
    "propose",
    "read",
    "replay",
]

"""What differs between the outlets of an event: one detector a file.

A detector is a function of an event and the settings that yields findings, each with the passages that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.compare.closeness import is_of_one_telling
from pipeline.records import Event, Finding
from pipeline.registry import resolve
from pipeline.settings import Compare

Detector = Callable[[Event, Compare], Iterator[Finding]]

DETECTORS = {
    "attribution": "pipeline.compare.attribution:detect",
    "contradictions": "pipeline.compare.contradictions:detect",
    "dates": "pipeline.compare.dates:detect",
    "figures": "pipeline.compare.figures:detect",
    "names": "pipeline.compare.names:detect",
    "omission": "pipeline.compare.omission:detect",
    "polarity": "pipeline.compare.polarity:detect",
    "quotations": "pipeline.compare.quotations:detect",
    "reprints": "pipeline.compare.reprints:detect",
    "wording": "pipeline.compare.wording:detect",
}


def compare(event: Event, settings: Compare) -> list[Finding]:
    """The findings of all detectors that `settings` names, in their order. Raises UnknownNameError.

    Kinds that `settings` leaves out are not among them, nor conflicts of sentences with too little in common
    (`closeness`).
    """
    findings: list[Finding] = []
    for name in settings.detectors:
        detector: Detector = resolve("detector", DETECTORS, name)
        findings.extend(
            found
            for found in detector(event, settings)
            if not {found.kind, f"{name}: {found.kind}"} & set(settings.left_out)
            and is_of_one_telling(event, found, settings.in_common)
        )
    return findings

"""What differs between the outlets of an event: one detector a file.

A detector is a function of an event and the settings that yields findings, each with the passages that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.compare.closeness import is_of_one_telling
from pipeline.errors import UnknownNameError
from pipeline.language.names import ORGANISATION, PEOPLE, PERSON, PLACE, UNKNOWN
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
KINDS = {
    "attribution": ("fact or attributed", "hedged or flat", "named or unnamed source", "another source"),
    "contradictions": ("slip", "headline"),
    "dates": ("conflict",),
    "figures": ("conflict", "update"),
    "names": ("conflict",),
    "omission": ("not found", "unclear", "published before"),
    "polarity": ("conflict", "update"),
    "quotations": ("quotation trimmed", "quotation altered", "quotation spliced", "quotation of another speaker"),
    "reprints": ("reprint",),
    "wording": ("named differently", "preferred word"),
}
"""The kinds of findings of each detector, which `left_out` of the settings may name."""
_KINDS_OF_NAMES = (PERSON, PLACE, ORGANISATION, PEOPLE, UNKNOWN)


def check_names(settings: Compare) -> None:
    """Raises UnknownNameError where `settings` names a detector, or a kind of names or findings, that there is not."""
    for name in settings.detectors:
        resolve("detector", DETECTORS, name)
    for name in settings.named:
        if name not in _KINDS_OF_NAMES:
            raise UnknownNameError("kind of names", name, _KINDS_OF_NAMES)
    of_one = {f"{detector}: {kind}" for detector, kinds in KINDS.items() for kind in kinds}
    for name in settings.left_out:
        if name not in of_one.union(*KINDS.values()):
            raise UnknownNameError("kind of findings", name, of_one)


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

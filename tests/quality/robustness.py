"""Whether the detectors see a changed fact, and keep quiet about a reworded one: python -m tests.quality.robustness.

Takes the aligned sentence pairs of BASIL and AllSides. In 500 of them one sentence is changed by one figure, date,
name or negation that both sentences hold; in 500 one is reworded with its facts kept. Each pair goes through compare()
with the default detectors or those named, names of persons with them, in its two whole articles. Detected is a pair of
which any detector makes a conflict (of a count that grew, an update); a false alarm is the same for a rewording. With
--misses N the first N wrong ones of each kind are shown.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from pipeline.settings import Compare, Settings
from tests.conftest import SHARED
from tests.quality.pairs import Pair, Side, findings, read_pairs
from tests.quality.paraphrases import PARAPHRASES
from tests.quality.perturbations import CHANGES, surnames

SEED = 20261125
WANTED = 500
CLASHES = ("conflict", "update", "denial")
"""Kinds of findings that say that two sentences do not agree."""

Options = Callable[[Side, Side, Random], Iterator[str]]


@dataclass(frozen=True)
class Trial:
    """A pair of which the first sentence was `before`; `kind` says how it was changed."""

    kind: str
    before: str
    a: Side
    b: Side

    def clashes(self, settings: Compare) -> list[str]:
        """The detectors that say that the two sentences do not agree."""
        return sorted({found.detector for found in findings(self.a, self.b, settings) if found.kind in CLASHES})


def changes() -> dict[str, Options]:
    """The rules of perturbations, with the people that the two articles name."""
    return {
        kind: lambda a, b, rng, rule=rule: rule(a.sentence, b.sentence, rng, surnames(a.text) | surnames(b.text))
        for kind, rule in CHANGES.items()
    }


def rewordings() -> dict[str, Options]:
    """The rules of paraphrases."""
    return {kind: lambda a, b, rng, rule=rule: rule(a.sentence) for kind, rule in PARAPHRASES.items()}


def trials(pairs: Sequence[Pair], rules: Mapping[str, Options], wanted: int, seed: int = SEED) -> list[Trial]:
    """At most `wanted` trials, the kinds in turn, each pair and each sentence once; either side is changed."""
    rng = Random(seed)
    found: list[Trial] = []
    used: set[int] = set()
    said: set[str] = set()
    queues = {kind: rng.sample(range(len(pairs)), len(pairs)) for kind in rules}
    while len(found) < wanted and any(queues.values()):
        for kind, queue in queues.items():
            while queue:
                number = queue.pop()
                a, b = pairs[number] if rng.random() < 0.5 else pairs[number][::-1]
                if number in used or a.sentence in said:
                    continue
                options = list(rules[kind](a, b, rng))
                if options:
                    used.add(number)
                    said.add(a.sentence)
                    found.append(Trial(kind, a.sentence, a.saying(rng.choice(options)), b))
                    break
    return found[:wanted]


def as_they_are(pairs: Sequence[Pair], wanted: int, seed: int = SEED) -> list[Trial]:
    """Pairs with nothing changed: what the detectors say of them is no fault of a rewording."""
    chosen = Random(seed).sample(list(pairs), min(wanted, len(pairs)))
    return [Trial("unchanged", a.sentence, a, b) for a, b in chosen]


def told(found: Sequence[Trial], settings: Compare) -> list[list[str]]:
    """For each trial the detectors that say that its two sentences do not agree."""
    return [trial.clashes(settings) for trial in found]


def share(found: Sequence[Trial], said: Sequence[list[str]], kind: str = "") -> tuple[float, int]:
    """The share, 0 to 1, of the trials of `kind`, by default all, of which any detector said so; and their number."""
    of_kind = [bool(detectors) for trial, detectors in zip(found, said, strict=True) if kind in ("", trial.kind)]
    return sum(of_kind) / max(1, len(of_kind)), len(of_kind)


def table(title: str, found: Sequence[Trial], said: Sequence[list[str]]) -> Iterator[str]:
    """The shares by kind as the lines of a Markdown table, with which detectors spoke."""
    yield f"| {title} | n | share | by |"
    yield "|---|---|---|---|"
    for kind in [*dict.fromkeys(trial.kind for trial in found), ""]:
        part, n = share(found, said, kind)
        of_kind = [names for trial, names in zip(found, said, strict=True) if kind in ("", trial.kind)]
        by = Counter(name for names in of_kind for name in names).most_common()
        yield f"| {kind or 'all'} | {n} | {part:.3f} | {', '.join(f'{name} {count}' for name, count in by)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=0, help="wrong ones of each kind that are printed")
    parser.add_argument("--wanted", type=int, default=WANTED, help="pairs that are changed, and that are reworded")
    parser.add_argument("--detectors", nargs="+", default=Settings().compare.detectors)
    parser.add_argument("--in-common", type=float, default=Settings().compare.in_common, help="as in the settings")
    options = parser.parse_args()
    compare, pairs = Settings().compare, read_pairs(SHARED)
    settings = replace(
        compare,
        detectors=tuple(options.detectors),
        named=(*compare.named, "person"),
        left_out=(),
        in_common=options.in_common,
    )
    print(f"{len(pairs):,} pairs, detectors: {', '.join(settings.detectors)}")
    for title, found, wrong in (
        ("changed", trials(pairs, changes(), options.wanted), False),
        ("reworded", trials(pairs, rewordings(), options.wanted), True),
        ("nothing changed", as_they_are(pairs, options.wanted), True),
    ):
        said = told(found, settings)
        print("", *table(title, found, said), sep="\n")
        print(*_wrong(found, said, wrong, options.misses), sep="\n", flush=True)


def _wrong(found: Sequence[Trial], said: Sequence[list[str]], wrong: bool, most: int) -> Iterator[str]:
    """The first `most` trials of each kind whose outcome is the one called wrong: who spoke, and the sentences."""
    shown: Counter[str] = Counter()
    for trial, names in zip(found, said, strict=True):
        if bool(names) == wrong and shown[trial.kind] < most:
            shown[trial.kind] += 1
            yield "\n  ".join(("", trial.kind, ", ".join(names), trial.before, trial.a.sentence, trial.b.sentence))


if __name__ == "__main__":
    main()

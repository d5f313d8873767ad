"""The shade of a verb of saying: "said" takes no stance, "claimed" doubts, "admitted" concedes."""

from __future__ import annotations

from functools import lru_cache

from pipeline.language.lexicons import read_lexicon


def shade_of_cue(cue: str) -> str | None:
    """The shade, by data/lexicons/verbs_of_saying.csv, of the cue of an attribution; None where the list lacks it."""
    words = cue.lower().split()
    whole = _shades().get(" ".join(words))
    return whole or next((shade for word in words if (shade := _shades().get(word.strip(",.")))), None)


@lru_cache(maxsize=1)
def _shades() -> dict[str, str]:
    return {form: row["shade"] for row in read_lexicon("verbs_of_saying") for form in row["forms"].split("|")}

"""The articles of the hand-made run of tests.support. All of it is invented.

Titles and texts carry what breaks careless screens and sheets: markup, formulas, dollar signs, bidi controls, an
address that is no web address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.schema import content_id

OUTLETS = [
    {"outlet_id": "courier", "name": "Veldmark Courier", "country": "QM", "language": "en", "ownership": "private"},
    {"outlet_id": "harbour", "name": "Harbour Times", "country": "QM", "language": "en", "ownership": "state"},
    {"outlet_id": "inland", "name": "Inland Post", "country": None, "language": "en", "ownership": None},
    {"outlet_id": "lantern", "name": "The Lantern", "country": "QN", "language": None, "ownership": "nonprofit"},
]
OUTLET_FACTS = [
    {"outlet_id": "courier", "fact": "country", "value": "QM", "source": "desk.csv"},
    {"outlet_id": "courier", "fact": "press council", "value": "member since 1998", "source": "register (desk.csv)"},
    {"outlet_id": "lantern", "fact": "press council", "value": "no member", "source": "register (desk.csv)"},
]


@dataclass(frozen=True)
class Piece:
    """A stretch of an article: a claim, or with `mark` the page's furniture. `group` names the claim's group."""

    words: str
    group: str = ""
    kind: str = "statement"
    speaker: str | None = None
    value: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Story:
    """An article by hand; `origin` names the text it is a copy of."""

    name: str
    event: str
    outlet: str
    title: str | None
    published: str | None
    pieces: tuple[Piece, ...]
    origin: str = ""
    full: bool = True
    url: str | None = None
    author: str | None = None

    @property
    def text(self) -> str:
        """The article's text: claims follow each other, furniture stands in its own paragraph."""
        return "".join(words for _, words in self._parts())

    def spans(self) -> Iterator[tuple[Piece, int, int]]:
        """Each piece with its place in the text."""
        at = 0
        for piece, words in self._parts():
            if piece is not None:
                yield piece, at, at + len(words)
            at += len(words)

    def _parts(self) -> Iterator[tuple[Piece | None, str]]:
        for number, piece in enumerate(self.pieces):
            if number:
                yield None, "\n\n" if piece.mark or self.pieces[number - 1].mark else " "
            yield piece, piece.words

    @property
    def article_id(self) -> str:
        """Hash of what identifies the article."""
        return content_id("a", self.outlet, self.url, self.title, self.published, self.text)

    def claim_id(self, start: int, end: int) -> str:
        """Hash of article and span."""
        return content_id("c", self.article_id, start, end)


QUOTE = "“We saw smoke before we heard the alarm,”"
LONG_QUOTE = "“We saw smoke before we heard the alarm, and nobody told us anything,”"
WIRE = (
    Piece(
        "A fire on the ferry Santarra at Port Osel killed 14 people on Saturday night, the harbour office said.",
        group="dead",
        value="14",
    ),
    Piece("The fire began in the engine room shortly after ten.", group="engine"),
    Piece(f"{QUOTE} said Tomas Reik, a passenger from Nemmer.", "quote", "quotation", "Tomas Reik"),
    Piece("The ferry had passed its last safety inspection in March.", group="inspection"),
    Piece("At least 40 people were taken to hospital with burns.", group="injured", value="40"),
    Piece("Boats from three villages helped to bring the passengers ashore.", group="boats"),
)
STORIES = (
    Story(
        "fire-courier",
        "fire",
        "courier",
        "Ferry fire at Port Osel kills 14",
        "2026-05-02T22:30:00Z",
        (
            Piece("By Ilse Marn, Veldmark Courier", mark="credit"),
            *WIRE,
            Piece("Subscribe to the Veldmark Courier for daily news.", mark="boilerplate"),
        ),
        origin="wire",
        url="https://courier.example/ferry-fire",
        author="Ilse Marn",
    ),
    Story(
        "fire-harbour",
        "fire",
        "harbour",
        "Seventeen dead in blaze <script>alert('osel')</script>",
        "2026-05-03T06:00:00Z",
        (
            Piece(
                "Fire swept the ferry Santarra in Port Osel harbour, killing 17 people, the harbour office says.",
                group="dead",
                value="17",
            ),
            Piece(
                "It started in the engine room, an officer of the port said.", "engine", "reported speech", "an officer"
            ),
            Piece(f"{LONG_QUOTE} passenger Tomas Reik said.", "quote", "quotation", "Tomas Reik"),
            Piece("Its owner, Blue Strait Lines, was fined twice last year for broken sprinklers.", group="fined"),
            Piece("=1+1 was painted on the hull in **bold** letters, and a berth cost $x$ to $y$ there.", group="hull"),
            Piece("Divers will search the wreck, 100% of it, when the wind drops below five_knots.", group="divers"),
        ),
        url="https://harbour.example/blaze?id=7&page=1",
    ),
    Story(
        "fire-lantern",
        "fire",
        "lantern",
        "Flames on the water: a night in Port Osel",
        None,
        WIRE,
        origin="wire",
        url="https://lantern.example/flames",
        author="News agency",
    ),
    Story(
        "fire-inland",
        "fire",
        "inland",
        "Ferry fire: what we know",
        "2026-05-03T09:15:00Z",
        (
            Piece("A ferry fire at Port Osel has killed several people.", group="dead"),
            Piece("The fire began in the engine room.", group="engine"),
        ),
        full=False,
        url="https://inland.example/what-we-know",
    ),
    Story(
        "fire-harbour-later",
        "fire",
        "harbour",
        "Santarra: number of injured rises",
        "2026-05-05T12:00:00Z",
        (
            Piece("Harbour Times", mark="credit"),
            Piece(
                "The hospital of Port Osel now counts 52 people injured by the fire on the ferry Santarra.",
                group="injured",
                value="52",
            ),
            Piece("Most of them will be able to go home before the end of the week, a doctor said.", "home"),
            Piece("The harbour office has opened an inquiry and will hear the crew from Thursday.", "inquiry"),
            Piece("Blue Strait Lines did not answer questions, and its offices in Nemmer stayed shut.", "silence"),
        ),
        url="https://harbour.example/injured",
    ),
    Story(
        "toll-courier",
        "toll",
        "courier",
        "=1+1: council of Nemmer approves toll \u202efor bridge\u202c",
        "2026-05-11T00:00:00Z",
        (
            Piece("The council of Nemmer approved a toll for the Old Bridge by nine votes to four.", "approved"),
            Piece("Drivers will pay three crowns a crossing from the first of July.", "price"),
            Piece("The money is to pay for new piers, mayor Ada Quist said.", "piers", "reported speech", "Ada Quist"),
            Piece("Bicycles cross free of charge.", "bicycles"),
        ),
        url="https://courier.example/toll",
    ),
    Story(
        "toll-inland",
        "toll",
        "inland",
        "[Toll](javascript:alert(1)) **approved** for $x$ in Nemmer",
        "2026-05-11T10:00:00Z",
        (
            Piece("Nemmer's council voted nine to four to put a toll on the Old Bridge.", "approved"),
            Piece("Each crossing costs three crowns as of 1 July.", "price"),
            Piece("Farmers from across the river left the hall in protest before the vote.", "farmers"),
        ),
        url="https://inland.example/toll",
    ),
    Story(
        "toll-lantern",
        "toll",
        "lantern",
        'Paying to cross: Nemmer\'s "bridge" toll',
        "2026-05-12T07:45:00Z",
        (
            Piece("A toll on Nemmer's Old Bridge has the council's approval.", "approved"),
            Piece(
                "New piers are what the mayor, Ada Quist, says the money is for.",
                "piers",
                "reported speech",
                "Ada Quist",
            ),
            Piece("The bridge is 140 years old and has been closed to lorries since January.", "age"),
        ),
        url="https://lantern.example/crossing",
    ),
    Story(
        "goat-lantern",
        "goat",
        "lantern",
        "@goat wins\tthe fair of Zsölk — again",
        "2026-05-20T15:00:00Z",
        (
            Piece("A goat named Perle won the fair of Zsölk for the third year."),
            Piece("Its owner, Mr. Åke Brandt, said that he would not enter it again."),
        ),
        url="javascript:alert(1)",
    ),
)
NEAREST = {("inspection", "harbour"): ("fined", 0.41), ("piers", "inland"): ("farmers", 0.22)}
"""(group, outlet that lacks it) -> its most similar sentence and the score; an outlet that is not here has none."""
KEYWORDS = {"fire": "ferry, Santarra, Port Osel", "toll": "toll, bridge, Nemmer", "goat": "goat, fair"}
REJECTED: list[dict[str, Any]] = [
    {
        "source_file": "articles.jsonl",
        "line": 10,
        "stage": "ingest",
        "reason": "broken JSON",
        "detail": "the line ends inside a string; write it again",
    },
    {
        "source_file": "junk.csv",
        "line": None,
        "stage": "ingest",
        "reason": "binary file",
        "detail": "no text was found in it; leave it out",
    },
]

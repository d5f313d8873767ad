"""Page furniture in a text: what stands on the page beside the article's own sentences, found by rules.

The rules were made on English news pages. They prefer to miss furniture rather than to take a claim for it: a rule
matches a whole line, or a stretch between two sentence ends that begins as no statement does. Every repetition in them
is bounded, so that the time stays proportional to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.language.bylines import is_credit
from pipeline.records import Mark, Span

_LONGEST_LINE = 600
"""Longer lines are paragraphs, or a whole flattened article: only stretches inside them are looked at."""
_AGENCY = (
    r"(?:AP|AFP|EPA|PA|DPA|ANSA|TASS|Reuters|REUTERS|Getty Images|Associated Press|Agence France-Presse|Bloomberg)"
)
_NETWORK = r"(?:Twitter|Facebook|Instagram|Telegram|LinkedIn|YouTube|TikTok|WhatsApp|Threads|Mastodon|Bluesky|X)\b"

_BOILERPLATE_LINE = re.compile(
    r"""
      [\W_]+
    | (?:advertisements?|sponsored(?:\ content)?|promoted|close|share|print|comments?|x)\W*
    | (?:analysis|opinion|commentary|editorial|analysis/opinion|quick\ hits|original\ post|watch|anything\ else)\s*[:?]?
    | (?:story|article)\ continue[sd]\ below(?:\ (?:the\ )?advertisement)?\W*
    | continue\ reading\b.{0,60}
    | read\ more\W*  |  read\ (?:more|also|next|the\ full\ story)\s?[:…].{0,200}
    | (?:related|see\ also|also\ read|go\ deeper|recommended|trending|most\ (?:read|popular)|don['’]t\ miss|must\ read
        |(?:related|top)\ (?:news|stories|articles|content|topics?|links|coverage|reading)
        |you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in))(?:[:.…]{1,3}.{0,200})?
    | (?:more|watch|listen|graphic|video)\s?:.{0,198}[^.\s]
    | (?:read\ or\ )?share\ this\b.{0,200}
    | (?:please\ )?(?:subscribe|sign\ up)\b.{0,300}  |  newsletter\ sign-?\ ?up.{0,200}
    | follow\ (?:@\w{1,30}|.{1,60}\ on\ (?:twitter|facebook|instagram|telegram|linkedin|youtube|x))\b.{0,120}
    | follow\ us\b.{0,120}  |  (?:have|got)\ an?\ (?:story|news\ tip)\s?\?.{0,160}
    | (?:click|tap)\ here\b.{0,200}
    | (?:download|get)\ (?:our|the)\ .{0,40}\bapp\b.{0,80}  |  get\ .{1,120}\ (?:in|to)\ your\ inbox\b.{0,200}
    | \(?(?:©|copyright\ ?(?:©|\(c\)|\d{4})).{0,300}  |  all\ rights\ reserved\b.{0,200}
    | this\ material\ may\ not\ be\ .{0,200}
    | this\ (?:article|story|post|page|report)\ (?:is\ more\ than\ \d|will\ be\ updated|originally\ appeared
        |is\ developing|(?:has\ been|was)\ (?:last\ |first\ |originally\ )?(?:updated|published)).{0,120}
    | \W{0,3}(?:last\ |first\ )?(?:updated|published|posted)\b.{0,20}\d.{0,40}
    | slideshow\ \(\d{1,3}\ images?\)  |  \d{1,3}\ (?:images|photos)
    | (?:send\ tips\ to|contact\ us\ at|write\ to|have\ a\ tip|got\ a\ tip|email\ us).{0,120}@.{0,80}
    | our\ standards:.{0,80}  |  interested\ in\ .{1,80}\?\ add\ .{0,300}
    | (?:please\ (?:upgrade|enable)|your\ browser\ does\ not|we\ use\ cookies).{0,300}
    | this\ site\ (?:uses\ cookies|is\ protected).{0,300}
    | (?:the\ )?(?:views|opinions)\ expressed\ .{0,200}\b(?:own|author|authors|writer|views)\b.{0,120}
    | content\ created\ by\ .{0,80}\ is\ available\ without\ charge\b.{0,400}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINK_LINE = re.compile(
    r"\bRead more\W*\Z|\b[Bb]y signing up,? you (?:agree|accept)\b|\b[Ss]ign up (?:today )?to receive\b"
)
_CAPTION_START = re.compile(
    r"(?:Enlarge this image|Image copyright|(?:Image|Media|Photo|Video) caption|Facebook Twitter Pinterest)\b"
    r"|Media playback is unsupported on your device\b|FILE(?: PHOTO)?\s?[-–—:]|CLOSE [A-Z]"
)
_CAPTION_END = re.compile(
    rf"(?:\((?:{_AGENCY} )?(?:Photo|Image|Picture|Photograph)s?\b[^()]{{0,120}}\)|\([^()]{{0,80}}/\s?{_AGENCY}\)"
    rf"|\|\s?[\w .'’-]{{0,60}}(?:/\s?)?{_AGENCY}(?: Photo)?|REUTERS/[\w .'’-]{{2,50}}"
    r"|\bPhoto(?:graph)?: [\w .,'’-]{2,60}(?:/[\w .-]{2,40})?|/Getty Images)\.?\Z"
)
_CREDIT_LINE = re.compile(
    r"\W{0,3}(?i:additional reporting by) .{2,150}"
    r"|(?i:reporting|writing) by .{2,150}; ?(?i:editing|writing|additional reporting) by .{2,150}"
    rf"|(?:[\w .,'’-]{{2,60}}/\s?)?{_AGENCY}(?: Photo| Images| News)?"
    rf"|(?:[\w .,'’-]{{2,60}}/[\w .,'’/-]{{0,60}}Getty Images){{1,2}}"
    r"|(?i:photos?|images?|pictures?|videos?)(?i: credit| courtesy)?(?: of)?\s?:.{2,120}"
    r"|[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{0,30}){1,3} is (?:an?|the)(?: [\w.'’-]{1,30}){0,5} "
    r"(?:correspondent|columnist|reporter|staff writer|contributing (?:writer|editor))(?: [\w.'’-]{1,30}){0,6}\."
)
_REPORTED_FROM = re.compile(r"[A-Z][\w.'’ ,-]{2,120} reported from [A-Z].{2,100}")

_IN_PARENTHESES = re.compile(
    rf"""\((?:
      (?P<credit>(?:{_AGENCY}\ )?(?:Photo|Image|Picture|Photograph|Video)s?(?:\ by|\ courtesy|\ credit|\s?[:/])
            [^()\n]{{0,160}}
        |[^()\n/]{{2,60}}/\s?{_AGENCY}
        |(?:[Aa]dditional\ |[Ww]ith\ )?(?:[Rr]eporting|[Ww]riting|[Ee]diting)\ by\ [^()\n]{{0,300}})
    | (?P<boilerplate>(?:RELATED|READ\ MORE|READ|MORE|WATCH|SEE\ ALSO|ALSO\ READ|VIDEO|LISTEN)\s?:[^()\n]{{0,250}}
        |(?:Copyright|©)[^()\n]{{0,250}})
    )\)""",
    re.VERBOSE,
)
_STRETCH = re.compile(
    rf"""
      Subscribe\ (?:to|now|today|here)\b | Sign\ up\ (?:for|to|now|today|here)\b
    | By\ signing\ up\b | You\ can\ unsubscribe\b
    | Follow\ (?:@\w{{1,30}}|(?:[\w'’]{{1,30}}\ ){{1,4}}on\ {_NETWORK}) | CLICK\ HERE\b | Click\ here\ (?:to|for)\b
    | Download\ (?:our|the)\ (?:[\w'’]{{1,30}}\ ){{0,4}}app\b
    | Get\ (?:[\w'’,]{{1,30}}\ ){{1,14}}(?:in|to)\ your\ inbox\b
    | Read\ or\ [Ss]hare\ this\ story\b | Please\ check\ back\ for\ updates\b
    | This\ (?:site\ is\ protected\ by\ reCAPTCHA|material\ may\ not\ be\ published)\b
    | All\ rights\ reserved\b | Copyright\ (?:©|\(c\)|\d{{4}}) | ©
    """,
    re.VERBOSE,
)
_REST = re.compile(r"""(?:[^.!?\n"“”„«»]|[.!?](?!\s|$)){0,250}(?:[.!?]+(?=\s|$)|(?=\n|$))""")
"""To the end of the sentence; not over a quotation mark, since what somebody says is a claim."""
_ALONE = re.compile(
    r"(?:ADVERTISEMENT|STORY CONTINUE[SD] BELOW|(?:Story|Article) [Cc]ontinue[sd] [Bb]elow"
    r"|Continue Reading Below)(?!\S)"
)
_CONTRIBUTED = re.compile(
    r"contributed (?:to (?:this|the) (?:report|story|article)|reporting)\b(?:[^.!?\n\"“”]{0,80}\.)?"
)
_GALLERY_END = re.compile(r"Hide Caption \d{1,3} of \d{1,3}")
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]{0,2}\s+(?=\S)|\n""")

_INITIAL = re.compile(r"\b[A-Z]\.\Z")
_BULLETS = " \t\r\n•⦁*-–—"
_BEFORE_WORDS = re.compile(r"[\s•⦁*–—-]*")
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’/-]{1,30}(?:\ [A-ZÀ-ÖØ-Þ.'’/-]{1,20}){0,4}"
_DATELINE = re.compile(
    rf"""(?:
      {_CAPITALS}(?:,\ [\w.'’]{{1,20}}(?:\ [\w.'’]{{1,20}}){{0,3}}){{0,2}}(?:\ \([\w.'’ /-]{{2,40}}\))?
    | [A-Z][\w.'’/-]{{1,20}}(?:,?\ [\w.'’/-]{{1,20}}){{0,5}}\ \({_AGENCY}\)
    )(?:\ ?[—–―]{{1,2}}\ ?|\ --?\ )(?=["'“‘«„A-ZÀ-ÞĀ-Ž\d])""",
    re.VERBOSE,
)
_DATELINE_LINES = 6
"""Lines, marked ones left out, among which a dateline is looked for: leads may follow a summary."""
_TITLE_LINES = 3
_LONGEST_HEADING = 90
_LONGEST_WRAPPED = 120
"""Longer lines show that lines are paragraphs, as extracted from web pages, and not wrapped at a margin."""
_LONGEST_CREDIT = 250
_LONGEST_PHOTO_CREDIT = 150
_LONGEST_LINK = 200
"""Characters before "Read more" or "by signing up": in longer lines, a sentence of the article may stand before it."""


def marks(text: str, title: str | None = None) -> list[Mark]:
    """The stretches of `text` that are no claims, ascending and apart from each other.

    Kinds: boilerplate (subscribe, related, copyright, advertisement), credit (bylines, contributors, photographers),
    caption, dateline ("HARBOUR CITY (Agency) - "), heading (the title repeated; short lines between blank ones).
    """
    lines = _lines(text)
    kinds = [_kind_of(text[line.start : line.end], len(lines) - at) for at, line in enumerate(lines)]
    _mark_title(text, lines, kinds, title)
    _mark_headings(text, lines, kinds)
    found = [Mark(line, kind) for line, kind in zip(lines, kinds, strict=True) if kind]
    found += _flat_title(text, lines, title)
    found += _dateline(text, [line for line, kind in zip(lines, kinds, strict=True) if not kind])
    found += _stretches(text)
    return list(_apart(found))


def _lines(text: str) -> list[Span]:
    """The lines of `text` that are not blank, without the space around them."""
    found = []
    for line in re.finditer(r"[^\r\n]+", text):
        words = line[0].lstrip()
        if words:
            start = line.end() - len(words)
            found.append(Span(start, start + len(words.rstrip())))
    return found


def _kind_of(line: str, from_end: int) -> str | None:
    """What a whole line is, None where it may be a claim; `from_end` counts lines to the text's end, 1 for the last."""
    if len(line) > _LONGEST_LINE:
        return None
    link = _LINK_LINE.search(line)
    if _BOILERPLATE_LINE.fullmatch(line) or (link and link.start() <= _LONGEST_LINK):
        return "boilerplate"
    if _CAPTION_START.match(line):
        return "caption"
    if _CREDIT_LINE.fullmatch(line) or is_credit(line) or (from_end <= 3 and _REPORTED_FROM.fullmatch(line)):
        return "credit"
    return "caption" if _CAPTION_END.search(line, max(0, len(line) - _LONGEST_PHOTO_CREDIT)) else None


def _mark_title(text: str, lines: Sequence[Span], kinds: list[str | None], title: str | None) -> None:
    """Call a line near the start a heading when it repeats the title."""
    wanted = _letters(title or "")
    for at, line in enumerate(lines[:_TITLE_LINES]):
        if wanted and len(line.of(text)) <= _LONGEST_LINE and _letters(line.of(text)) == wanted:
            kinds[at] = "heading"


def _flat_title(text: str, lines: Sequence[Span], title: str | None) -> Iterator[Mark]:
    """The title at the start of a text that runs on in the same line with a new sentence."""
    title = (title or "").strip()
    if lines and len(title.split()) >= 5 and text.startswith(title, lines[0].start):
        end = lines[0].start + len(title)
        if re.match(r"\s{1,3}[\"“‘«A-ZÀ-ÞĀ-Ž\d]", text[end : end + 4]):
            yield Mark(Span(lines[0].start, end), "heading")


def _mark_headings(text: str, lines: Sequence[Span], kinds: list[str | None]) -> None:
    """Call short lines headings that stand alone between paragraphs, one or two at a time, before a paragraph.

    More in a row are a list, whose items may be claims.
    """
    short = [kind is None and _reads_as_heading(line.of(text)) for line, kind in zip(lines, kinds, strict=True)]
    breaks = [text.count("\n", before.end, after.start) for before, after in pairwise(lines)]
    every_line = max(breaks, default=0) < 2 and any(line.end - line.start > _LONGEST_WRAPPED for line in lines)
    apart = [every_line or newlines >= 2 for newlines in breaks]
    at = 0
    while at < len(lines):
        end = next((n for n in range(at, len(lines)) if not short[n]), len(lines))
        if 1 <= end - at <= 2 and end < len(lines) and all(apart[max(at - 1, 0) : end]):
            before = at == 0 or kinds[at - 1] is not None or _ends_sentence(lines[at - 1].of(text))
            if before and kinds[end] is None and _ends_sentence(lines[end].of(text)):
                kinds[at:end] = ["heading"] * (end - at)
        at = max(end, at + 1)


def _reads_as_heading(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADING
        and 2 <= len(line.split()) <= 12
        and (line[0].isupper() or line[0].isdigit())
        and (line[-1].isalnum() or line[-1] in ")'’")
        and not _CONTRIBUTED.search(line)
    )


def _ends_sentence(line: str) -> bool:
    return line.rstrip("\"'”’)]»")[-1:] in tuple(".!?…")


def _dateline(text: str, lines: Sequence[Span]) -> Iterator[Mark]:
    """The place, day and agency before the first sentence: not the words after the dash."""
    for line in lines[:_DATELINE_LINES]:
        if found := _DATELINE.match(text, line.start, line.end):
            yield Mark(Span(line.start, line.start + len(found[0].rstrip())), "dateline")
            return


def _stretches(text: str) -> Iterator[Mark]:
    """Furniture inside lines: parentheses, and stretches that begin where a sentence begins."""
    for found in _IN_PARENTHESES.finditer(text):
        yield Mark(Span(*found.span()), found.lastgroup or "credit")
    for found in _GALLERY_END.finditer(text):
        start = text.rfind("Photo", max(0, found.start() - _LONGEST_LINE), found.start())
        yield Mark(Span(start if start >= 0 else found.start(), found.end()), "caption")
    for found in _STRETCH.finditer(text):
        if _begins_sentence(text, found.start()) and (rest := _REST.match(text, found.end())):
            yield Mark(
                Span(found.start(), found.start() + len(text[found.start() : rest.end()].rstrip())), "boilerplate"
            )
    for found in _ALONE.finditer(text):
        if _begins_sentence(text, found.start()):
            yield Mark(Span(*found.span()), "boilerplate")
    for found in _CONTRIBUTED.finditer(text):
        start = _sentence_start(text, found.start())
        if found.start() - start <= _LONGEST_CREDIT and not text[start].islower():
            yield Mark(Span(start, found.end()), "credit")


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a line or a sentence begins at `at`, bullets aside."""
    near = text[max(0, at - 6) : at]
    before = near.rstrip(_BULLETS)
    return not before or "\n" in near[len(before) :] or (before != near and before[-1] in '.!?…"”’)]')


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence around `at` begins; far back, an offset more than a credit's length away."""
    start = window = max(0, at - _LONGEST_CREDIT - 1)
    for end in _SENTENCE_END.finditer(text, window, at):
        if "\n" in end[0] or not _INITIAL.search(text, window, end.start() + 1):
            start = end.end()
    return _BEFORE_WORDS.match(text, start, at).end()  # type: ignore[union-attr]  # it matches nothing as well


def _letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


def _apart(found: Iterable[Mark]) -> Iterator[Mark]:
    """`found` in order, without those that begin inside another; of two that begin together, the longer."""
    end = 0
    for mark in sorted(found, key=lambda mark: (mark.span.start, -mark.span.end)):
        if mark.span.start >= end and mark.span.end > mark.span.start:
            end = mark.span.end
            yield mark

"""Which encoding bytes are in: a byte order mark, else UTF-8, else what charset-normalizer finds most likely."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

_MARKS = (  # UTF-32 before UTF-16: the mark of the first begins with that of the second
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_MOST_CONTROLS = 0.02
"""Share of control characters above which bytes are no text: random bytes have 0.10, a text with a stray NUL 0.0002."""
_CANDIDATES = """cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1258 cp874 koi8_r koi8_u iso8859_2 iso8859_5
iso8859_7 iso8859_9 cp932 euc_jp iso2022_jp gb18030 big5 euc_kr utf_16_le utf_16_be""".split()
"""Encodings in use on the web (encoding.spec.whatwg.org). Of the others charset-normalizer too often takes a rare one
for a common one: Greek for an old Macintosh code page, Polish for Baltic."""
_WESTERN_BONUS = 0.02
"""Coherence added to cp1252, the commonest: charset-normalizer holds English for Central European by 0.01, and tells
Turkish from it by 0.05. Measured on eleven languages, tests/ingest/test_encoding.py."""
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\s[^>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}["']?([\w.:-]{2,40})""", re.IGNORECASE
)


def detect(sample: bytes) -> str | None:
    """Name of the encoding of `sample`; None where it is no text or the encoding cannot be told.

    UTF-8 with some broken bytes is still "utf-8": a guessed code page would garble all the rest.
    """
    if marked := next((name for mark, name in _MARKS if sample.startswith(mark)), None):
        return marked
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(sample):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # not final: the sample may end inside a character
    except UnicodeDecodeError:
        text = sample.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        whole = len(text) - len(text.encode("ascii", "ignore")) - broken
        return "utf-8" if whole > broken else _likeliest(sample)
    return "utf-8"


def declared(page: bytes) -> str | None:
    """The encoding that an HTML page states in its first 4,096 bytes, where Python knows it."""
    found = _DECLARED.search(page[:4096])
    try:
        return codecs.lookup(found[1].decode("ascii", "replace")).name if found else None
    except LookupError:
        return None


def _likeliest(sample: bytes) -> str | None:
    """Of the readings with the least mess, the one that looks most like a language."""

    def rank(match: charset_normalizer.CharsetMatch) -> tuple[float, float]:
        western = "cp1252" in match.could_be_from_charset
        return -round(match.chaos, 2), match.coherence + (_WESTERN_BONUS if western else 0.0)

    matches = charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES)
    if not matches:
        return None
    best = max(matches, key=rank)
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding

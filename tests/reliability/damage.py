"""Random damage to bytes: cut, flipped, doubled, crossed with other inputs, sprinkled with what breaks parsers."""

from __future__ import annotations

import random
from collections.abc import Sequence

_MOST_BYTES = 200_000
_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b'"', b"{", b"[" * 200, b"<!--", b"<" * 50, b"]]>", b"&#x10FFFF;",
    b"\\ud800", b"9" * 400, b"-1", b"1e999", b"NaN", b"%00", b"\xed\xa0\x80", b"=?utf-8?b?", b"\x1f\x8b",
    b"Content-Length: 99999999999\r\n", "\u202e\u2066\u200d".encode(), "“‘«„".encode(), "٣½１".encode(),
    "e\u0301\u0323\u0915\u094d\u0937".encode(), "\U0001f469\u200d\U0001f467".encode(),
    "\u2028\x85\v\U0010ffff".encode(),
)  # fmt: skip


def damaged(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """`content` after one to six random changes."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted((chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)))
        to = min(to, at + chance.choice((1, 4, 64, 4096)))
        content = _changed(content, at, to, others, chance)[:_MOST_BYTES]
    return content


def _changed(content: bytes, at: int, to: int, others: Sequence[bytes], chance: random.Random) -> bytes:
    """`content` with one change at `at`, or of the stretch from there to `to`."""
    before, stretch, after = content[:at], content[at:to], content[to:]
    match chance.randrange(6):
        case 0:
            return before + after
        case 1:
            return before + stretch * 2 + after
        case 2:
            flipped = bytes(byte ^ 1 << chance.randrange(8) for byte in stretch[:8])
            return before + flipped + content[at + len(flipped) :]
        case 3:
            return before + chance.choice(_TOKENS) + stretch + after
        case 4:
            other = chance.choice(others)
            piece = chance.randrange(len(other) + 1)
            return before + other[piece : piece + chance.choice((8, 512))] + after
    return before + chance.randbytes(min(to - at, 16)) + after

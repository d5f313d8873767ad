"""A few damaged inputs of every target; `python -m tests.reliability.fuzz` reads a million. And what once failed."""

import numpy as np
import pytest

from pipeline.embed.cache import VectorCache, text_hash
from tests.reliability.fuzz import Fuzzer


def test_damaged_inputs_of_every_target_are_read_as_promised(tmp_path):
    fuzzer = Fuzzer(seed=3)
    for name in fuzzer.tried:
        for _ in range(40 if name == "text" else 15):
            fuzzer.one(name, tmp_path)
    assert fuzzer.failures == []
    assert sum(len(tried.came) for tried in fuzzer.tried.values()) > 60  # not all of it is merely broken


@pytest.mark.parametrize("flag", [1 << 0, 1 << 5], ids=["encrypted", "compressed patched data"])
def test_a_cache_file_that_calls_itself_what_zip_cannot_read_is_left_out(flag, tmp_path):
    def cache():
        return VectorCache(tmp_path, "an encoder", "1", "float32", 8)

    keys = [text_hash("a text")]
    cache().add(keys, np.ones((1, 8), dtype=np.float16))
    (segment,) = cache().folder.glob("*.npz")
    content = bytearray(segment.read_bytes())
    assert set(cache().load(keys)) == set(keys)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= flag
            at = content.find(signature, at + 4)
    segment.write_bytes(content)
    assert cache().load(keys) == {}

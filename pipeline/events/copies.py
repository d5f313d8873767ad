"""Which articles are copies of an earlier one: of one text, or of nearly the same words."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse

from pipeline.events.profiles import LONG_WORDS, Reading
from pipeline.events.words import Words

_COPY_CHARACTERS = 1000
_READ_ON = 10_000
"""Characters beyond them in which two texts that open alike must go on alike."""
_NEAR_DAYS = 2
_FEWEST_PAIRS = 15
_AT_ONCE = 20_000
_PAIRS = 2**31 - 1
"""Columns of a sparse matrix, whose indices are 32 bits."""
_LIKENESS, _PROBABILITY = 0.6, 0.75
"""Two texts are nearly one where the Jaccard index of their pairs of neighbouring words and the probability of the pair
model are at least these."""
_BANDS, _HASHES = 16, 3
"""Texts of a Jaccard index of 0.6 agree in all three hashes of one of the bands with a probability of 0.98."""


def first_copies(
    articles: pd.DataFrame, read: Reading, window: float, likely: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """For each article the position of the first of its copies; its own where it is no copy.

    `articles` are in order of publication, `read` is what is read of them; `likely` gives the probability that the
    articles at each two positions cover one event. Copies of one text are at most `window` days apart, of nearly one
    text two.
    """
    first = _of_one_text(articles, read, window)
    candidates = np.flatnonzero(first == np.arange(len(first)))
    copy, original = _nearly_one_text(read.words, candidates, read.days)
    sure = likely(copy, original) >= _PROBABILITY
    copy, original = copy[sure], original[sure]
    # Only what is no copy itself has copies: those of copies would drift away from it.
    of_none = ~np.isin(original, copy)
    np.minimum.at(first, copy[of_none], original[of_none])
    return np.asarray(first[first])


def _of_one_text(articles: pd.DataFrame, read: Reading, window: float) -> np.ndarray:
    """Long texts that open alike are copies: reprints differ in their last lines. What opens with one menu goes on
    unalike, and must be the same to the end. A short text must have the same title too: an error page or a line of
    advertising stands under many headlines.
    """
    seen: dict[bytes, int] = {}
    first = np.arange(len(articles))
    columns = (articles["title"].fillna(""), read.texts, articles["n_words"])
    for position, (title, text, n_words) in enumerate(zip(*columns, strict=True)):
        if not title and not text:
            continue
        is_long = n_words >= LONG_WORDS
        key = _key(text[:_COPY_CHARACTERS] if is_long else f"{title}\x1f{text}")
        earlier = seen.setdefault(key, position)
        if is_long and earlier != position and not _go_on_alike(read.texts[earlier], text):
            key = _key(text)
            earlier = seen.setdefault(key, position)
        if read.days[position] - read.days[earlier] > window:
            seen[key] = position
        first[position] = seen[key]
    return first


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _go_on_alike(one: str, other: str) -> bool:
    """Whether two texts of one opening are a text and its reprint, which may be cut: of the pairs of neighbouring words
    that follow the opening of the shorter one, half stand in the other.
    """
    if one == other:
        return True
    following = [text[_COPY_CHARACTERS : _COPY_CHARACTERS + _READ_ON].split() for text in (one, other)]
    pairs = [set(pairwise(words)) for words in following]
    fewer = min(map(len, pairs))
    return fewer < _FEWEST_PAIRS or len(pairs[0] & pairs[1]) >= fewer / 2


def _nearly_one_text(read: Words, candidates: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of `candidates` later and earlier articles of nearly the same words.

    MinHash (Broder 1997) with bands; what they propose is compared in full.
    """
    signature, n_pairs = _signatures(read)
    long = candidates[n_pairs[candidates] >= _FEWEST_PAIRS]
    copy, original = _proposed(signature, long, np.nan_to_num(days, nan=-_NEAR_DAYS) // _NEAR_DAYS)
    alike = _jaccard(read, copy, original) >= _LIKENESS
    return copy[alike], original[alike]


def _signatures(read: Words) -> tuple[np.ndarray, np.ndarray]:
    """The least of each hash of an article's pairs of words, shape (articles, hashes); how many pairs it has."""
    factor, summand = np.random.default_rng(0).integers(2**32, size=(2, _BANDS * _HASHES), dtype=np.uint32)
    signatures, sizes = [np.zeros((0, len(factor)), dtype=np.uint32)], [np.zeros(0, dtype=np.int64)]
    for some in read.hashed():
        sizes.append(np.bincount(some.article_of_pair, minlength=some.n_articles))
        article, start = np.unique(some.article_of_pair, return_index=True)
        signature = np.zeros((some.n_articles, len(factor)), dtype=np.uint32)
        for number in range(len(factor) if len(start) else 0):
            hashed = some.pair * (factor[number] | 1) + summand[number]
            signature[article, number] = np.minimum.reduceat(hashed, start)
        signatures.append(signature)
    return np.concatenate(signatures), np.concatenate(sizes)


def _proposed(signature: np.ndarray, among: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of `among` those that agree in a band with an earlier one of the same `days`, and the first such one."""
    proposed = [np.zeros(0, dtype=np.int64)]
    for band in range(_BANDS):
        key = days[among].astype(np.int64).view(np.uint64)
        for number in range(band * _HASHES, (band + 1) * _HASHES):
            key = (key ^ signature[among, number]) * np.uint64(0x100000001B3)
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.append(True, key[order[1:]] != key[order[:-1]])) if len(order) else order
        original = np.repeat(order[starts], np.diff(np.append(starts, len(order))))
        proposed.append((among[order] * len(signature) + among[original])[order != original])
    pairs = np.unique(np.concatenate(proposed))
    return pairs // max(1, len(signature)), pairs % max(1, len(signature))


def _jaccard(read: Words, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The share of the different pairs of words of each of `one` and its `other` that both articles have."""
    involved = np.zeros(len(read), dtype=bool)
    involved[one] = involved[other] = True
    articles, columns, first = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint32)], 0
    for some in read.hashed():
        article = some.article_of_pair + first
        articles.append(article[involved[article]])
        columns.append(some.pair[involved[article]] % np.uint32(_PAIRS))
        first += some.n_articles
    place = np.concatenate(articles), np.concatenate(columns).astype(np.int32)
    pairs = sparse.csr_matrix((np.ones(len(place[0]), dtype=np.float32), place), shape=(len(read), _PAIRS))
    pairs.data[:] = 1
    size, shared = np.diff(pairs.indptr), [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(one), _AT_ONCE):
        side = slice(start, start + _AT_ONCE)
        shared.append(np.asarray(pairs[one[side]].multiply(pairs[other[side]]).sum(axis=1)).ravel())
    both = np.concatenate(shared)
    return np.asarray(both / np.maximum(size[one] + size[other] - both, 1))

"""The words of articles, as numbers, and how rare each is."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.utils import murmurhash3_32

_WORD = re.compile(r"\w[\w'’-]*")
_ARTICLES_AT_ONCE = 256


@dataclass(frozen=True)
class Hashed:
    """Hashes, 32 bits, of the words of some articles and of each two that follow each other, and the article of each,
    counted from 0.
    """

    n_articles: int
    word: np.ndarray
    article_of_word: np.ndarray
    pair: np.ndarray
    article_of_pair: np.ndarray


@dataclass(frozen=True)
class Words:
    """The words of articles, in order of their texts: small letters, no stop words, no possessive endings.

    `vocabulary[number]` is a word, `number_of` the reverse; article i has `numbers[start[i] : start[i + 1]]`. `rarity`:
    of each word, its inverse document frequency, 1 or more.
    """

    vocabulary: list[str]
    number_of: dict[str, int]
    numbers: np.ndarray
    start: np.ndarray
    rarity: np.ndarray

    def __len__(self) -> int:
        """The number of articles."""
        return len(self.start) - 1

    def of(self, article: int) -> np.ndarray:
        """The numbers of the article's words."""
        return self.numbers[self.start[article] : self.start[article + 1]]

    def distinct(self, article: int) -> np.ndarray:
        """The numbers of the article's different words, ascending."""
        numbers = np.sort(self.of(article))
        first = np.ones(len(numbers), dtype=bool)
        np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
        return numbers[first]

    def rarity_of(self, word: str) -> float:
        """The rarity of `word`, which no article need have."""
        number = self.number_of.get(word)
        return math.log(1 + len(self)) + 1 if number is None else float(self.rarity[number])

    def first(self, numbers: np.ndarray, score: np.ndarray, most: int) -> list[str]:
        """The `most` words of highest score of these `numbers`; by letters where scores are equal."""
        if len(numbers) > most:
            kept = score >= np.partition(score, -most)[-most]
            numbers, score = numbers[kept], score[kept]
        found = zip((-score).tolist(), [self.vocabulary[number] for number in numbers.tolist()], strict=True)
        return [word for _, word in sorted(found)[:most]]

    def chunks(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Some thousand articles at a time: how many words each has, and their numbers."""
        for first in range(0, len(self), _ARTICLES_AT_ONCE):
            start = self.start[first : first + _ARTICLES_AT_ONCE + 1]
            yield np.diff(start), self.numbers[start[0] : start[-1]]

    def hashed(self) -> Iterator[Hashed]:
        """Some thousand articles at a time, as hashes."""
        hashes = np.array([murmurhash3_32(word, positive=True) for word in self.vocabulary], dtype=np.uint32)
        for n_words, numbers in self.chunks():
            article, word = np.repeat(np.arange(len(n_words)), n_words), hashes[numbers]
            next_to = np.flatnonzero(article[1:] == article[:-1])
            yield Hashed(len(n_words), word, article, _mixed(word[next_to], word[next_to + 1]), article[next_to])


def words(text: str) -> list[str]:
    """The words of `text` that count, see Words."""
    return [word for found in _WORD.findall(text.lower()) if (word := _word(found))]


def read_words(texts: Iterable[str]) -> Words:
    """The words of `texts`; of these nothing else is kept."""
    numbering = _Numbering()
    numbers, start = array("i"), array("q", [0])
    for text in texts:
        found = np.array([numbering[word] for word in _WORD.findall(text.lower())], dtype=np.int32)
        numbers.frombytes(found[found >= 0].tobytes())
        start.append(len(numbers))
    number_of = numbering.vocabulary
    read = Words(list(number_of), number_of, np.asarray(numbers), np.asarray(start), np.zeros(0))
    return replace(read, rarity=_rarity(read))


def _rarity(read: Words) -> np.ndarray:
    articles_with = np.zeros(len(read.vocabulary), dtype=np.int32)
    for n_words, number in read.chunks():
        key = np.sort(np.repeat(np.arange(len(n_words)), n_words) * len(articles_with) + number)
        distinct = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
        np.add.at(articles_with, distinct % max(1, len(articles_with)), np.int32(1))
    return np.asarray(np.log((1 + len(read)) / (1 + articles_with)) + 1)


class _Numbering(dict[str, int]):
    """From what stands in a text to the number of its word; -1 where it does not count."""

    def __init__(self) -> None:
        super().__init__()
        self.vocabulary: dict[str, int] = {}

    def __missing__(self, found: str) -> int:
        word = _word(found)
        self[found] = number = self.vocabulary.setdefault(word, len(self.vocabulary)) if word else -1
        return number


def _word(found: str) -> str:
    """The word that `found` is a form of; empty where it does not count."""
    word = found.removesuffix("'s").removesuffix("’s").strip("'’-")
    return "" if word in ENGLISH_STOP_WORDS else word


def _mixed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """A hash of two words from theirs: the finalizer of MurmurHash3 (Appleby 2011)."""
    mixed = first * np.uint32(0x9E3779B1) + second
    mixed = (mixed ^ (mixed >> 16)) * np.uint32(0x85EBCA6B)
    mixed = (mixed ^ (mixed >> 13)) * np.uint32(0xC2B2AE35)
    return np.asarray(mixed ^ (mixed >> 16))

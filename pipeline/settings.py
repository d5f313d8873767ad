"""Every threshold and choice of a run: frozen dataclasses, one a stage, filled from TOML over these defaults."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from pipeline.bounds import Amount, Count, CountOrZero, Days, Share, WholeDays, value_of
from pipeline.errors import SettingsError


@dataclass(frozen=True)
class Corpus:
    """What the corpus is, for the screen."""

    title: str = ""
    """Names the corpus on the Method page and in exports."""
    notice: str = ""
    """Shown on every page, e.g. that a sample is invented."""
    outlets_file: str = ""
    """A CSV of outlets in the columns of data/outlets.csv and any others, read before it; relative to the settings
    file. What its column `source` says is shown as the source of the row's facts."""


@dataclass(frozen=True)
class Ingest:
    """How input is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> the input's column name, where the common synonyms do not find it."""
    max_article_characters: Count = 2_000_000
    """Longer texts are rejected: a long book has about a million characters, a news article a few thousand."""
    max_file_bytes: Count = 4_000_000_000
    """Bound on one file after decompression, against gzip bombs."""
    max_line_characters: Count = 20_000_000
    """Bound on one line of JSON Lines, and on one line or cell of CSV: ten times the longest article."""
    max_document_characters: Count = 500_000_000
    """Bound on a JSON file, which is held in memory as a whole; JSON Lines are read line by line."""


@dataclass(frozen=True)
class Fetch:
    """How feeds and pages are asked for. No run's result depends on it: a run reads what was fetched."""

    contact: str = ""
    """Address of a page or mailbox in the user agent, by which a site can reach whoever fetches."""
    delay_seconds: Amount = 2.0
    """Between two requests to one host; a longer Crawl-delay of its robots.txt holds."""
    hosts_at_once: Count = 16
    """Hosts that are asked at the same time, each by one request."""
    connect_seconds: Amount = 10.0
    """Until a server takes the connection."""
    idle_seconds: Amount = 20.0
    """Without a byte from the server."""
    response_seconds: Amount = 60.0
    """For one response as a whole, against slow drips."""
    max_bytes: Count = 8_000_000
    """Of one body after unpacking, against endless bodies and gzip bombs; a news page has up to two million."""
    max_redirects: CountOrZero = 5
    """Followed from one address."""
    attempts: Count = 4
    """Tries for a failure that may pass: no answer, status 429 or 5xx."""
    backoff_seconds: Amount = 4.0
    """Before the second try, doubled before each further one."""
    longest_wait_seconds: Amount = 120.0
    """A host that asks for a longer wait, by Retry-After or Crawl-delay, is left alone until the next fetch."""
    host_failures: Count = 5
    """Failures one after the other from which a host is left alone until the next fetch."""
    max_links: Count = 200
    """Taken of one feed or sitemap, the newest."""
    recheck_hours: Amount = 24.0
    """After which a page that a feed still lists is asked for again, to find edits."""
    recheck_days: Days = 7.0
    """Since a page was first found, after which it is not asked for again."""
    keep_raw: bool = False
    """Whether the bytes of every page are kept, gzipped, under the name of their SHA-256."""
    allow_addresses: tuple[str, ...] = ()
    """Pairs "host:port" that may be asked though they are not on the public network, e.g. a site on the own one."""
    workers: CountOrZero = 0
    """Processes that extract articles from pages; 0 takes one for each core."""


@dataclass(frozen=True)
class Clean:
    """What counts as an article."""

    earliest: str = "1900-01-01"
    """Dates before it are taken for errors and become unknown."""
    future_days: WholeDays = 2
    """Days after the run's day at which a date is taken for an error; two allow for time zones and embargoes."""
    full_text_words: CountOrZero = 60
    """Texts of fewer words are excerpts: nothing is called "not found" in them."""


@dataclass(frozen=True)
class Embed:
    """Which encoder turns text into vectors."""

    model: str = "all-MiniLM-L6-v2"
    """The packaged model, or a folder or hub name for sentence-transformers."""
    revision: str = ""
    """Revision of a hub model; empty takes its main branch."""
    precision: str = "auto"
    """auto: bfloat16 where the processor computes in it, else float32. Or one of the two names."""
    batch_size: Count = 64
    """Texts that the encoder takes at once."""
    lead_characters: Count = 600
    """Characters of the text that stand for the article: about three news sentences, within the model's window."""


@dataclass(frozen=True)
class Events:
    """Which articles cover the same event. Chosen on the development sets, see docs/experiments-events.md.

    The weights are those of a logistic model of "two articles cover one event": log odds = bias + weights x cosines
    + what outlet and time say.
    """

    bias: float = -5.4
    """Log odds that two articles cover one event before anything speaks for it."""
    lead_weight: float = 6.7
    """Of the cosine of the embeddings of their leads."""
    title_weight: float = 0.6
    """Of the cosine of the embeddings of their titles."""
    words_weight: float = 21.7
    """Of the cosine of the TF-IDF vectors of title and text."""
    headline_bias: float = -4.2
    """The headline weights hold where one of the two has no text."""
    headline_title_weight: float = 14.5
    """Of the cosine of the embeddings of their titles, there."""
    headline_words_weight: float = 3.9
    """Of the cosine of the TF-IDF vectors, there."""
    same_outlet_weight: float = -2.5
    """Added for two articles of one outlet: they share its phrases, and it seldom tells one event twice."""
    other_day_weight: float = -1.1
    """Added where a day or more lies between the two."""
    later_weight: float = -2.4
    """Times ln(1 + days beyond the first): next week's same statistic, next year's visit are other events."""
    undated_weight: float = -2.4
    """Added where a date is unknown."""
    moment_weight: float = 1.0
    """Times ln of the share, 0 to 1, of an undated article's likeness that falls on the other's date."""
    read_characters: Count = 4000
    """Characters of the text whose words are compared; what follows is background and the page's furniture."""
    rarity_power: Amount = 1.5
    """Exponent of the inverse document frequency: names and places are rarer than topics."""
    lone_word_share: Share = 0.1
    """Share at which words of one article alone count into its length, 0 to 1."""
    window_days: Days = 10.0
    """Articles further apart are never compared."""
    neighbours: Count = 40
    """Most similar articles that are looked at for each article."""
    headline_neighbours: Count = 100
    """The same where most articles are headlines only: their lists are less sure."""
    least_probability: Share = 0.01
    """Pairs below it count as 0."""
    unlisted_share: Share = 0.4
    """Pairs outside an article's full list of neighbours count as this share of the list's least probability."""
    threshold: Share = 0.5
    """Average probability, 0 to 1, from which two groups are one event."""
    fewest_regrouped: CountOrZero = 1000
    """Articles, those nearest in time, that are grouped again at least where some come to a run."""
    member_bias: float = 0.37
    """Log odds that an article belongs to its event = bias + weight x log odds of its mean probability there."""
    member_weight: float = 0.67
    """Of the log odds of that mean probability."""
    other_bias: float = -0.68
    """The same for the event that it would be in next."""
    other_weight: float = 0.82
    """Of the log odds of the mean probability in that other event."""
    borderline_below: Share = 0.7
    """Probability below which a member is listed as borderline, 0 to 1."""
    near_miss_from: Share = 0.3
    """Probability from which an article of another event is listed as a near miss, 0 to 1."""


@dataclass(frozen=True)
class Claims:
    """Which sentences enter the groups of claims. The others can be read, and be linked with or nearest to a claim."""

    least_factuality: Share = 0.4
    """Probability, 0 to 1, of stating a checkable fact below which a statement is opinion, question, scene-setting or
    page furniture. Of the sentences that the gold links join as the same, 0.5% (BASIL) and 1.5% (AllSides) lie below.
    What somebody is reported to have said always enters. 0 lets every sentence in."""


@dataclass(frozen=True)
class Align:
    """Which claims say the same. Chosen on the gold links of the development sets, see docs/method.md."""

    head: str = "align-minilm-l6-v2"
    """The trained head in data/models; it is used with the encoder it was trained for. Empty: by similarity alone."""
    reader: str = "cross-encoder-minilm-l6-v2"
    """The cross-encoder in data/models that reads the pairs of claims which the head does not rule out; it is used with
    the head and the encoder it was trained for. Empty: the head alone decides, which takes less time."""
    read_from: Share = 0.05
    """The head's probability from which a pair is read, 0 to 1."""
    read_bias: float = 0.19
    """Log odds of a pair that was read = bias + weights x the log odds of the head and of the cross-encoder."""
    read_head_weight: float = 0.625
    """Of the head's log odds, in this sum."""
    read_weight: float = 0.465
    """Of the cross-encoder's log odds, in this sum."""
    read_threshold: Share = 0.35
    """Probability from which two claims are linked, 0 to 1."""
    head_threshold: Share = 0.275
    """The same where the head alone decides."""
    head_group_threshold: Share = 0.25
    """Average probability from which two groups of claims are one, 0 to 1."""
    sure: Share = 0.85
    """Probability from which a link is called sure: on held-out events 95% of such links are right."""
    likely: Share = 0.5
    """The same for likely: 86% are right; a link below it is called possible: 78% of all links are right."""
    candidates: Count = 40
    """Most claims of an event that are looked at for each claim, so that cost follows the number of claims."""
    dense_weight: Share = 0.4
    """Weight of the sentence embeddings' cosine; the rest is TF-IDF cosine within the event."""
    same_count_bonus: float = 0.15
    """Added to the score of two sentences that both count the dead, the injured, the arrested or the like."""
    threshold: Share = 0.37
    """Without a head: similarity from which a claim and its nearest claim in another article are linked, 0 to 1."""
    group_threshold: Share = 0.32
    """Without a head: average similarity from which two groups of claims are one, 0 to 1."""


@dataclass(frozen=True)
class Compare:
    """Which detectors run, and their thresholds."""

    detectors: tuple[str, ...] = (
        "figures", "dates", "names", "polarity", "contradictions", "attribution", "quotations", "wording", "omission",
        "reprints",
    )  # fmt: skip
    """Which detectors run."""
    named: tuple[str, ...] = ("place", "organisation", "people", "name")
    """Kinds of names whose conflicts are told; "person" is left out: of the six such conflicts that two independent
    readers judged, one was right in the count of both. A "name" is of a kind that no list knows."""
    left_out: tuple[str, ...] = ("fact or attributed", "figures: update", "names: conflict")
    """Kinds of findings that are not told, of all detectors or as "detector: kind" of one. Independent readers found 26
    of 44 attributed facts right, 1 of 4 updates and 1 of 4 conflicts of names, where 8 of 10 are asked."""
    in_common: Share = 0.5
    """Share of the longer sentence's content words that the other has, from which a conflict, a fact that the other
    attributes or a hedge is told, 0 to 1. On BASIL, AllSides and 2,700 unseen articles readers found 11 of 11 conflicts
    of figures, dates and polarity right from 0.5 on, 15 of 20 from 0.4, 38 of 70 of all (0)."""
    conflict_score: Share = 0.5
    """Alignment score from which two differing figures or dates are called a conflict, 0 to 1."""
    attribution_score: Share = 0.8
    """Alignment score from which attribution and wording compare two claims, and from which a denial of the same act
    alone is a conflict (polarity), 0 to 1: 94% of such links are right."""
    most_of_a_kind: CountOrZero = 40
    """Findings of one kind that attribution, quotations and wording keep of an event, the surest first."""
    update_hours: Amount = 3.0
    """A count that grows over at least this many hours between two articles is an update, no conflict."""
    not_found: Share = 0.022
    """The head's probability of a claim's best pair in an article below which it is "not found" there, else "unclear",
    0 to 1. On held-out events 3.7% (BASIL) and 4.7% (AllSides) of the sentences that the gold links join as the same
    lie below it, and 69% and 70% of those that they join to nothing."""
    not_found_similarity: Share = 0.23
    """The same where no head holds or no pair was worth its look, by the similarity of the nearest sentence: 3.6% and
    4.3%, against 50% and 53%."""


@dataclass(frozen=True)
class Run:
    """Where the work is done."""

    engine: str = "local"
    """local: processes on this machine; ray: those of a Ray cluster, see docs/cluster.md."""
    workers: CountOrZero = 0
    """Processes; 0 takes one for each core."""


@dataclass(frozen=True)
class Settings:
    """All settings of a run."""

    corpus: Corpus = Corpus()
    fetch: Fetch = Fetch()
    ingest: Ingest = Ingest()
    clean: Clean = Clean()
    embed: Embed = Embed()
    events: Events = Events()
    claims: Claims = Claims()
    align: Align = Align()
    compare: Compare = Compare()
    run: Run = Run()

    def __post_init__(self) -> None:
        """Raises SettingsError for a name that the manifest cannot hold: a path may be no UTF-8."""
        for name in (self.corpus.outlets_file, self.embed.model):
            try:
                name.encode()
            except UnicodeEncodeError as error:
                raise SettingsError(f"{name!r} is not written in UTF-8", "Give it another name") from error

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """The settings as plain values, as the manifest holds them."""
        return dataclasses.asdict(self)

    def fingerprint(self) -> str:
        """16 hexadecimal digits that differ when a setting that can change a result differs."""
        values = {name: stage for name, stage in self.as_dict().items() if name not in ("fetch", "run")}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def load_settings(path: str | Path | None) -> Settings:
    """The settings of the TOML file at `path` over the defaults; the defaults alone where it is None.

    Raises SettingsError, naming the file, the key and what is accepted.
    """
    if path is None:
        return Settings()
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the settings file cannot be read ({error})") from error
    except (ValueError, RecursionError) as error:  # a plain ValueError: a number of too many digits
        raise SettingsError(f"{path}: not valid TOML ({error})") from error
    settings = settings_from(values, str(path))
    if settings.corpus.outlets_file:
        outlets_file = str(path.parent / settings.corpus.outlets_file)
        settings = dataclasses.replace(settings, corpus=dataclasses.replace(settings.corpus, outlets_file=outlets_file))
    return settings


def settings_from(values: Mapping[str, Any], where: str = "settings") -> Settings:
    """Settings from a nested mapping, stage -> key -> value.

    Raises SettingsError, naming `where`, the key and what is accepted.
    """
    stages = get_type_hints(Settings)
    _known(values, stages, where)
    return Settings(**{name: _stage(stages[name], given, f"{where} [{name}]") for name, given in values.items()})


def _stage(kind: Any, given: Any, where: str) -> Any:
    if not isinstance(given, Mapping):
        raise SettingsError(f"{where} is {given!r}", "Write a table of key = value lines")
    hints = get_type_hints(kind, include_extras=True)
    _known(given, hints, where)
    return kind(**{key: value_of(hints[key], value, f"{where} {key}") for key, value in given.items()})


def _known(given: Mapping[str, Any], accepted: Mapping[str, Any], where: str) -> None:
    for key in given:
        if key not in accepted:
            raise SettingsError(f"{where}: there is no setting {key!r}", f"Choose one of: {', '.join(accepted)}")

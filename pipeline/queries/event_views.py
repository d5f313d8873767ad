"""The frames of an event: columns, types and meaning of its articles, its claims and what differs in them."""

from __future__ import annotations

from pipeline.schema import BOOLEAN, INTEGER, REAL, STRING, TIME, Column, Table

_EVENT = Column("event_id", STRING, "the event")
_OUTLET = (
    Column("outlet_id", STRING, "canonical id of the outlet"),
    Column("outlet", STRING, "the outlet's usual name"),
)
_ARTICLE = Column("article_id", STRING, "the article the sentence stands in")
_SPAN = (
    Column("start", INTEGER, "offset of the sentence's first character in articles.text"),
    Column("end", INTEGER, "offset after the sentence's last character"),
)
_SENTENCE = Column("sentence", STRING, "the exact words, text[start:end]")
_URL = Column("url", STRING, "address of the original", nullable=True)
_PUBLISHED = Column("published_at", TIME, "time of publication, UTC; null where unknown", nullable=True)
_SPEAKER = Column("speaker", STRING, "who says it: the fullest name in the article", nullable=True)
_KIND = Column("kind", STRING, "statement | quotation | reported speech")
_GROUP = (
    Column("group_id", STRING, "the claim group: claims that say the same"),
    Column("lead", STRING, "the sentence that stands for the group"),
    Column("status", STRING, "shared (every outlet) | several (two or more) | single (one outlet) | conflicting"),
    Column("n_outlets", INTEGER, "outlets that carry the claim"),
    Column("n_origins", INTEGER, "independent origins that carry it: copies of one text count once"),
)

EVENT_ARTICLES = Table(
    "event_articles",
    "The articles of an event, by time of publication, unknown last.",
    (
        _EVENT,
        Column("article_id", STRING, "the article"),
        Column("source_id", STRING, "the input's own id"),
        *_OUTLET,
        Column("title", STRING, "headline", nullable=True),
        Column("lead", STRING, "the first sentences that are no page furniture, text[start:end]", nullable=True),
        Column("start", INTEGER, "offset of the lead's first character in articles.text", nullable=True),
        Column("end", INTEGER, "offset after the lead's last character", nullable=True),
        _URL,
        Column("author", STRING, "byline", nullable=True),
        _PUBLISHED,
        Column("published_at_source", STRING, "where the time comes from, or why it is unknown"),
        Column("updated_at", TIME, "time of the latest change that the page or its feed tells of", nullable=True),
        Column("n_words", INTEGER, "words in the text"),
        Column("page_kind", STRING, "article, or what the page is instead: live blog, gallery, paywall stub ...", True),
        Column("is_full_text", BOOLEAN, "false for a headline, an excerpt, or a page of another kind than article"),
        Column("content_sha256", STRING, "SHA-256 of the text in UTF-8; for HTML, of the raw bytes"),
        Column("requested_url", STRING, "address that was asked for, where the page was fetched", nullable=True),
        Column("final_url", STRING, "address that answered, after redirects", nullable=True),
        Column("fetched_at", TIME, "when the page was fetched", nullable=True),
        Column("http_status", INTEGER, "status of the answer", nullable=True),
        Column("n_versions", INTEGER, "versions of the page that were fetched, this one included"),
        Column("origin_id", STRING, "articles that are copies of one text share it"),
        Column("n_same_origin", INTEGER, "articles of the event with that origin, this one included"),
        Column("similarity", REAL, "mean similarity to the event's other articles, 0 to 1", nullable=True),
        Column("probability", REAL, "calibrated, 0 to 1: that it belongs to the event; where it is alone, to no other"),
        Column("reasons", STRING, "JSON: what ties the article to the event"),
    ),
    key=("article_id",),
)
BORDERLINE = Table(
    "borderline",
    "Articles that may be in the wrong event: unlikely members, and near misses, which nearly belonged to it.",
    (
        _EVENT,
        Column("article_id", STRING, "the article"),
        *_OUTLET,
        Column("title", STRING, "headline", nullable=True),
        _PUBLISHED,
        Column("kind", STRING, "member | alone (the event's only article) | near miss (an article of another event)"),
        Column("probability", REAL, "calibrated, 0 to 1: that it belongs to the event; where it is alone, to no other"),
        Column("other_event_id", STRING, "the event it would be in next; of a near miss, the one it is in", True),
        Column("other_title", STRING, "that event's title", nullable=True),
        Column("other_probability", REAL, "calibrated, 0 to 1: that it belongs there", nullable=True),
        Column("nearest_article_id", STRING, "the article nearest to it; where it is alone, of the other event", True),
        Column("shared_names", STRING, "names that both have, joined by ', '"),
        Column("shared_figures", STRING, "figures that both have, joined by ', '"),
        Column("why", STRING, "what ties it there, in words"),
    ),
    key=("event_id", "article_id"),
)
CLAIM_MATRIX = Table(
    "claim_matrix",
    "Claims against outlets: one row per claim group and outlet of the event.",
    (
        _EVENT,
        *_GROUP,
        *_OUTLET,
        Column(
            "state", STRING, "said | differs | unclear | not found | published before | not searched | no full text"
        ),
        Column("article_id", STRING, "the article of the sentence", nullable=True),
        Column("start", INTEGER, "offset of its first character in articles.text", nullable=True),
        Column("end", INTEGER, "offset after its last character", nullable=True),
        Column("sentence", STRING, "the outlet's own sentence; if it has not the claim, the most similar one", True),
        Column(
            "score", REAL, "alignment score with the lead; if the outlet has not the claim, similarity; 0 to 1", True
        ),
        Column("certainty", STRING, "sure | likely | possible, where the score is a probability; null elsewhere", True),
    ),
    key=("group_id", "outlet_id"),
)
CLAIM_SENTENCES = Table(
    "claim_sentences",
    "Every outlet's sentence of each claim group.",
    (
        _EVENT,
        *_GROUP,
        *_OUTLET,
        _SENTENCE,
        _KIND,
        _SPEAKER,
        _PUBLISHED,
        _URL,
        _ARTICLE,
        Column("claim_id", STRING, "the claim"),
        *_SPAN,
    ),
    key=("claim_id",),
)


def _side(side: str) -> tuple[Column, ...]:
    return (
        Column(f"outlet_{side}", STRING, "the outlet's usual name"),
        Column(f"sentence_{side}", STRING, "its exact words"),
        Column(f"value_{side}", STRING, "the part of them that differs", nullable=True),
        Column(f"url_{side}", STRING, "address of the original", nullable=True),
        Column(f"article_{side}", STRING, "the article"),
        Column(f"start_{side}", INTEGER, "offset of the sentence's first character in articles.text"),
        Column(f"end_{side}", INTEGER, "offset after its last character"),
        Column(f"value_start_{side}", INTEGER, "offset of the differing part in articles.text", nullable=True),
        Column(f"value_end_{side}", INTEGER, "offset after it", nullable=True),
        Column(f"published_{side}", TIME, "time of publication, UTC; null where unknown", nullable=True),
    )


DIVERGENCES = Table(
    "divergences",
    "What differs between two articles: one row per finding, with both sentences.",
    (
        _EVENT,
        Column("finding_id", STRING, "the finding"),
        Column("detector", STRING, "which detector found it"),
        Column("kind", STRING, "conflict | update | a kind of the detector's own"),
        Column("score", REAL, "0 to 1, higher is surer", nullable=True),
        Column(
            "score_meaning", STRING, "alignment score | words that agree | words in common; null without a score", True
        ),
        Column("group_id", STRING, "the claim group it speaks of", nullable=True),
        Column("dispute", STRING, "the surest finding of its kind with the same two values of the same group or thing"),
        *_side("a"),
        *_side("b"),
        Column("detail", STRING, "JSON: the values that differ, what is counted, the unit"),
    ),
    key=("finding_id",),
)
OMISSIONS = Table(
    "omissions",
    "Claims that an outlet's articles do not carry: one row per claim group and outlet that lacks it.",
    (
        _EVENT,
        Column("group_id", STRING, "the claim group"),
        Column("claim", STRING, "the sentence that stands for the claim"),
        Column("article_id", STRING, "the article of that sentence"),
        Column("start", INTEGER, "offset of its first character in articles.text"),
        Column("end", INTEGER, "offset after its last character"),
        Column("said_by", STRING, "the outlets that carry the claim, joined by ', '"),
        *_OUTLET,
        Column("state", STRING, "unclear | not found | published before | not searched | no full text"),
        Column("nearest_sentence", STRING, "the outlet's most similar sentence", nullable=True),
        Column("nearest_score", REAL, "its similarity to the claim, 0 to 1", nullable=True),
        Column("nearest_article_id", STRING, "the article of that sentence", nullable=True),
        Column("nearest_start", INTEGER, "offset of its first character in articles.text", nullable=True),
        Column("nearest_end", INTEGER, "offset after its last character", nullable=True),
        Column("searched_articles", INTEGER, "the outlet's articles that were searched in full", nullable=True),
        Column("probability", REAL, "that the claim stands there, 0 to 1, which the state rests on; else null", True),
        Column("finding_id", STRING, "the finding; null where nothing was searched", nullable=True),
    ),
    key=("group_id", "outlet_id"),
)
ONLY_ONE_OUTLET = Table(
    "only_one_outlet",
    "Claims that a single outlet makes, the least similar to the others' sentences first, those under six words last.",
    (
        _EVENT,
        *_OUTLET,
        _SENTENCE,
        _KIND,
        _SPEAKER,
        _URL,
        _ARTICLE,
        Column("claim_id", STRING, "the claim"),
        *_SPAN,
        Column("nearest_outlet", STRING, "the outlet of the most similar sentence elsewhere", nullable=True),
        Column("nearest_sentence", STRING, "that sentence", nullable=True),
        Column("nearest_score", REAL, "its similarity, 0 to 1", nullable=True),
    ),
    key=("claim_id",),
)
QUOTATIONS = Table(
    "quotations",
    "Words in quotation marks, versions of the same words together.",
    (
        _EVENT,
        *_OUTLET,
        _SPEAKER,
        Column("words", STRING, "the words inside the marks, text[start:end]"),
        _ARTICLE,
        *_SPAN,
        Column("drift", STRING, "verbatim | trimmed | altered | spliced, against the longest version", nullable=True),
        Column("group", STRING, "quotations of the same words share it", nullable=True),
        _PUBLISHED,
        _URL,
    ),
    key=("article_id", "start"),
)

EVENT_VIEWS = (
    EVENT_ARTICLES,
    BORDERLINE,
    CLAIM_MATRIX,
    CLAIM_SENTENCES,
    DIVERGENCES,
    OMISSIONS,
    ONLY_ONE_OUTLET,
    QUOTATIONS,
)

"""Pages that are no article to compare: cookie walls, bot checks, paywall stubs, live blogs, galleries, video pages."""

from __future__ import annotations

import re

from pipeline.ingest.page_facts import PageFacts

ARTICLE = "article"
WALLS = ("cookie wall", "bot check")
"""Pages that stand before the article: nothing of their text is the outlet's reporting."""
KINDS = (ARTICLE, *WALLS, "paywall stub", "live blog", "gallery", "video")

_COOKIE_TITLE = re.compile(
    r"before you continue|we (?:value|care about) your privacy|cookie (?:consent|settings|policy)|your privacy", re.I
)
_COOKIES = re.compile(
    r"\bcookies?\b|\bconsent\b|privacy (?:policy|settings|choices)|\b(?:accept|reject|agree to) all\b"
    r"|personali[sz]ed ads|\bour (?:\d+ )?partners\b",
    re.I,
)
_BOT = re.compile(
    r"^(?:just a moment|attention required|access denied|pardon our interruption|are you a robot|403 forbidden)\b"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript (?:and cookies )?to continue"
    r"|unusual traffic from",
    re.I,
)
_PAYWALL = re.compile(
    r"subscri(?:be|ption)[^.\n]{0,40}\bto (?:continue|keep|read|unlock|access)|\bto (?:continue|keep) reading\b"
    r"|(?:article|story|content) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our )?(?:subscribers|members)"
    r"|already (?:a )?(?:subscriber|subscribed|a member)\?|(?:sign|log) in to (?:continue|read)"
    r"|unlock this (?:article|story)"
    r"|become a (?:subscriber|member) to (?:read|continue)",
    re.I,
)
_LIVE = re.compile(r"/live(?:blog|-blog|-updates)?/|-live-(?:updates|blog)|\blive (?:updates|blog)\b|^live:", re.I)
_GALLERY = re.compile(r"/(?:picture-|photo-)?galler(?:y|ies)/|/slideshows?/|^in pictures\b|^(?:gallery|photos?):", re.I)
_VIDEO = re.compile(r"/videos?/|/watch/|^(?:video|watch):", re.I)
_STUB_WORDS, _PROMPTED_WORDS, _WALL_WORDS, _CAPTION_WORDS = 250, 400, 300, 150
"""Below them a locked page's text is a stub, so is one that ends in a prompt to subscribe, a text on cookies is a wall,
a video's text a caption."""
_END = 400
"""Characters at the end of a text among which a paywall's prompt is looked for."""


def page_kind(title: str, text: str, url: str, facts: PageFacts) -> str:
    """What kind of page it is, one of KINDS, told from its title, extracted text, address and own statements."""
    n_words = len(text.split())
    if n_words < _WALL_WORDS:
        if _BOT.search(title) or _BOT.search(text[:_END]):
            return "bot check"
        if (_COOKIE_TITLE.search(title) and _COOKIES.search(text)) or _is_on_cookies(text, n_words):
            return "cookie wall"
    if n_words < (_STUB_WORDS if facts.free is False else 0) or (
        n_words < _PROMPTED_WORDS and _PAYWALL.search(text[-_END:])
    ):
        return "paywall stub"
    if "LiveBlogPosting" in facts.types or _LIVE.search(url) or _LIVE.search(title):
        return "live blog"
    is_article = any("Article" in kind for kind in facts.types)
    if (_is_of("Gallery", facts) and not is_article) or (_GALLERY.search(url) or _GALLERY.search(title)):
        return "gallery"
    about_video = (_is_of("VideoObject", facts) and not is_article) or _VIDEO.search(url) or _VIDEO.search(title)
    return "video" if about_video and n_words < _CAPTION_WORDS else ARTICLE


def _is_on_cookies(text: str, n_words: int) -> bool:
    """Whether the text speaks of little else: three such words, and one for every thirty; laws speak of consent too."""
    found = _COOKIES.findall(text)
    return len(found) >= 3 and len(found) * 30 >= n_words and any(words.lower() != "consent" for words in found)


def _is_of(ending: str, facts: PageFacts) -> bool:
    return any(kind.endswith(ending) for kind in facts.types)

"""A run as plain text for the terminal: the list of events, and the comparison of one."""

from __future__ import annotations

import re
import shlex
import shutil
import textwrap
from collections.abc import Iterator

import pandas as pd

from pipeline import queries
from pipeline.corrections import holds, read
from pipeline.objects import json_object
from pipeline.schema import rows
from pipeline.store import StoredRun

_WIDEST = 110
_FEWEST_OUTLETS = 2
_MOST_EVENTS = 40
_MOST_CLAIMS = 12
_MOST_BORDERLINE = 12
_MOST_EDITS = 40
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SIGNS = {
    "said": "x",
    "differs": "!",
    "not found": "-",
    "unclear": "?",
    "published before": "<",
    "not searched": "~",
    "no full text": ".",
}


def events(run: StoredRun, search: str = "") -> str:
    """The events of `run`, those of most outlets first, with how to see one."""
    found = queries.events(run, queries.Selection(text=search, sort="outlets"))
    lines = [*_notice(run), f"{_n(len(found), 'event')}{f' on {search!r}' if search else ''} in run {run.run_id}", ""]
    for row in rows(found.head(_MOST_EVENTS)):
        counts = f"{_n(row.n_articles, 'article')}, {_n(row.n_outlets, 'outlet')}, {_n(row.n_origins, 'origin')}"
        conflicts = f", {_n(row.n_conflicts, 'conflict')}" if _known(row.n_conflicts) and row.n_conflicts else ""
        lines += [f"{row.event_id}  {_day(row.first_seen)}  {_plain(row.title)}", f"{'':19}{counts}{conflicts}"]
    if len(found) > _MOST_EVENTS:
        lines.append(f"... and {len(found) - _MOST_EVENTS:,} more; narrow them with --search WORDS")
    if len(found):
        lines += ["", f"Compare one: python -m pipeline show {shlex.quote(str(run.results))} --event ID"]
    return "\n".join(lines)


def event(run: StoredRun, event_id: str) -> str:
    """The comparison of one event: articles, conflicts, the claims by outlet, what only one has, what was not found.

    Of an event that was corrected into another, that one. Raises QueryError when the run holds no such event.
    """
    asked, now = event_id, queries.present_events(run, event_id)
    event_id = now[0] if now else event_id
    summary = queries.event_summary(run, event_id)
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 40)).columns)
    lines = [
        *_notice(run),
        *_moved(asked, now),
        _plain(summary.title),
        f"{_n(summary.n_articles, 'article')}, {_n(summary.n_outlets, 'outlet')}, "
        f"{_n(summary.n_origins, 'independent origin')}, {_days(summary.first_seen, summary.last_seen)}",
        "",
        "ARTICLES",
        *(piece for line in _articles(run, event_id) for piece in _wrap(line, width)),
        *_edited(run, event_id, width),
        "",
        "BORDERLINE ARTICLES",
        *(piece for line in _borderline(run, event_id) for piece in _wrap(line, width)),
    ]
    if summary.n_outlets < _FEWEST_OUTLETS:
        return "\n".join([*lines, "", "Only one outlet covers this event: there is nothing to compare."])
    sections = (
        ("Divergences", _divergences(run, event_id)),
        ("Headlines that their own article contradicts", _headlines(run, event_id)),
        ("Claims that outlets share", _claims(run, event_id)),
        ("Claims that one outlet alone makes", _only(run, event_id)),
        ("Not found in a full text that was searched", _omissions(run, event_id)),
        ("Copies and reprints", _reprints(run, event_id)),
    )
    for title, section in sections:
        lines += ["", title.upper()]
        body = [piece for line in section for piece in _wrap(line, width)]
        lines += body or ["  none"]
    return "\n".join(lines)


def _n(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _days(first: pd.Timestamp | None, last: pd.Timestamp | None) -> str:
    if first is None or last is None:
        return "no dates"
    return _day(first) if _day(first) == _day(last) else f"{_day(first)} to {_day(last)}"


def _notice(run: StoredRun) -> list[str]:
    notice = run.manifest.get("corpus", {}).get("notice")
    return [_plain(notice), ""] if notice else []


def _moved(asked: str, now: list[str]) -> list[str]:
    """Where the articles of the event `asked` are now, when it was corrected."""
    if now in ([], [asked]):
        return []
    if now[0] == asked:
        return [f"Articles of {asked} were corrected into: {', '.join(now[1:])}", ""]
    return [f"{asked} was corrected into: {', '.join(now)}", ""]


def corrections(run: StoredRun) -> str:
    """The corrections of the results folder that `run` lies in, oldest first, with what each is about."""
    log, warnings = read(run.path.parent)
    titles = run.table("articles", ["article_id", "title"]).set_index("article_id")["title"]
    lines = [f"warning: {warning}" for warning in warnings]
    for correction in log:
        state = "" if holds(correction, log) else "  [taken back]"
        lines.append(f"{correction.id}  {correction.at[:16].replace('T', ' ')}  {_plain(correction.sentence())}{state}")
        if correction.undoes:
            lines.append(f"    takes back {correction.undoes}")
        for label, side in (("", correction.articles), ("with", correction.joined_to), ("not", correction.parted_from)):
            if side:
                more = f" and {len(side) - 1} more" if len(side) > 1 else ""
                lines.append(f"    {label:5}{_plain(titles.get(side[0]))}{more}")
    return "\n".join(lines or ["no corrections"])


def _articles(run: StoredRun, event_id: str) -> Iterator[str]:
    for row in rows(queries.event_articles(run, event_id)):
        copies = f" [one text with {row.n_same_origin - 1} other articles]" if row.n_same_origin > 1 else ""
        text = "" if row.is_full_text else f" [{_plain(queries.text_kind(row.page_kind, row.is_full_text))}]"
        told = f"{_plain(row.outlet)}: {_plain(row.title)}{text}{copies} ({row.article_id})"
        yield f"  {_time(row.published_at)}  {told}"
        for correction in json_object(row.reasons).get("corrections", []):
            yield f"    {_plain(correction)}"


def _edited(run: StoredRun, event_id: str, width: int) -> list[str]:
    """What outlets changed in their articles after they were first fetched; nothing where they did not."""
    found = queries.edits(run, event_id)
    lines = ["", "EDITS OF ARTICLES"] if len(found) else []
    for _, edit in found.groupby(["article_id", "version"], sort=False):
        first = edit.iloc[0]
        told = "silent: the page tells of no update" if first["silent"] else "the page tells of an update"
        times = f"{_time(first['fetched_before']).strip()} to {_time(first['fetched_at']).strip()}"
        lines += _wrap(f"  {_plain(first['outlet'])}, version {first['version']}, {times}, {told}", width)
        for row in rows(edit.head(_MOST_EDITS)):
            sign = "-" if row.change == "cut" else "+"
            lines += _wrap(f"    {sign} {'headline: ' if row.part == 'title' else ''}{_plain(row.line)}", width)
        if len(edit) > _MOST_EDITS:
            lines.append(f"    ... and {len(edit) - _MOST_EDITS} more lines; all are in the app")
    return lines


def _borderline(run: StoredRun, event_id: str) -> Iterator[str]:
    """Articles that may be in the wrong event, with the ids that `correct` takes; one line where there is none."""
    found = queries.borderline(run, event_id)
    if found.empty:
        yield "  none"
    for row in rows(found.head(_MOST_BORDERLINE)):
        where = {"near miss": "in another event", "alone": "alone here"}.get(row.kind, "in this event")
        yield f"  {row.probability:.2f}  {_plain(row.outlet)}: {_plain(row.title)} ({row.article_id}), {where}"
        yield f"    {_plain(row.why)}"
        if _known(row.other_event_id):
            role = "it is in" if row.kind == "near miss" else "it would be in next"
            yield f"    {role}, {row.other_probability:.2f}: {_plain(row.other_title)} ({row.other_event_id})"
    if len(found) > _MOST_BORDERLINE:
        yield f"  ... and {len(found) - _MOST_BORDERLINE} more; all are in the app, where they can be corrected"


def _divergences(run: StoredRun, event_id: str) -> Iterator[str]:
    found = queries.divergences(run, event_id)
    if measured := queries.readers_found(found[found["kind"] == "conflict"]):
        yield f"  {measured} Read both sentences."
    for row in rows(found):
        score = f", {row.score_meaning} {row.score:.2f}" if _known(row.score) else ""
        values = " / ".join(_plain(value) for value in (row.value_a, row.value_b) if _known(value))
        yield f"  {row.kind} ({row.detector}{score}): {values}"
        yield f"    {_plain(row.outlet_a)}, {_time(row.published_a).strip()}: {_plain(row.sentence_a)}"
        yield f"    {_plain(row.outlet_b)}, {_time(row.published_b).strip()}: {_plain(row.sentence_b)}"


def _headlines(run: StoredRun, event_id: str) -> Iterator[str]:
    """Headlines whose count their own article gives otherwise."""
    for row in rows(queries.headlines(run, event_id)):
        yield f"  {_plain(row.outlet)}: {_plain(row.headline_value)} / {_plain(row.value)}"
        yield f"    headline: {_plain(row.headline)}"
        yield f"    article: {_plain(row.sentence)}"


def _claims(run: StoredRun, event_id: str) -> Iterator[str]:
    matrix = queries.claim_matrix(run, event_id)
    if matrix.empty:
        return
    outlets = matrix.drop_duplicates("outlet_id").set_index("outlet_id")["outlet"]  # two outlets may share a name
    yield "  " + ", ".join(f"{sign} {state}" for state, sign in _SIGNS.items() if state in set(matrix["state"]))
    yield "  columns: " + ", ".join(f"{number} {_plain(outlet)}" for number, outlet in enumerate(outlets, 1))
    groups = matrix.groupby("group_id", sort=False)
    for number, (_, group) in enumerate(groups):
        if number == _MOST_CLAIMS:
            yield f"  ... and {matrix['group_id'].nunique() - _MOST_CLAIMS} more claims"
            return
        states = dict(zip(group["outlet_id"], group["state"], strict=True))
        first = group.iloc[0]
        row = "".join(_SIGNS.get(states[outlet_id], " ") for outlet_id in outlets.index)
        support = f"{first['status']}, {first['n_outlets']} outlets, {first['n_origins']} origins"
        yield f"  [{row}] {support}: {_plain(first['lead'])}"


def _only(run: StoredRun, event_id: str) -> Iterator[str]:
    for row in rows(queries.only_one_outlet(run, event_id).head(_MOST_CLAIMS)):
        nearest = f" (nearest elsewhere: {row.nearest_score:.2f})" if _known(row.nearest_score) else ""
        yield f"  {_plain(row.outlet)}: {_plain(row.sentence)}{nearest}"


def _omissions(run: StoredRun, event_id: str) -> Iterator[str]:
    found = queries.omissions(run, event_id)
    for row in rows(found[found["state"] == "not found"].head(_MOST_CLAIMS)):
        nearest = (
            f"; nearest, {row.nearest_score:.2f}: {_plain(row.nearest_sentence)}" if _known(row.nearest_score) else ""
        )
        yield f"  {_plain(row.outlet)}: {_plain(row.claim)} (said by {_plain(row.said_by)}{nearest})"


def _reprints(run: StoredRun, event_id: str) -> Iterator[str]:
    """Which articles print one text, the first to publish it first, and what the others changed."""
    edits = queries.reprint_edits(run, event_id)
    for row in rows(queries.origins(run, event_id)):
        after = f", {row.hours_after:.1f} hours after it" if _known(row.hours_after) else ""
        credited = f" (credited: {_plain(row.credited)})" if _known(row.credited) else ""
        told = f"  {row.role}{after}: {_plain(row.outlet)}: {_plain(row.title)}"
        if _known(row.kept):
            told += f": {row.kept} kept, {row.altered} altered, {row.added} added, {row.cut} cut"
        yield told + credited
        of_row = edits[edits["finding_id"] == row.finding_id] if _known(row.finding_id) else edits.head(0)
        for edit in rows(of_row.head(_MOST_CLAIMS)):
            yield f"    {edit.change}: {_plain(edit.sentence)}"


def _known(value: object) -> bool:
    return value is not None and not pd.isna(value)  # type: ignore[call-overload]


def _plain(value: object) -> str:
    """Text without control characters, which could rewrite the terminal, on one line."""
    return " ".join(_CONTROLS.sub("", str(value)).split()) if _known(value) else "unknown"


def _day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if _known(value) else "no date   "


def _time(value: object) -> str:
    """The time to the minute; the day alone at midnight, which stands for a date without a time."""
    return (f"{value:%Y-%m-%d %H:%M}" if _known(value) else "no date").removesuffix(" 00:00").ljust(16)


def _wrap(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=True) or [line]

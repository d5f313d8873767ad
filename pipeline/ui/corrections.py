"""Section of the Event page: people correct which articles are one event.

The command line does the work, in a process of its own: the app imports no stage, and a correction made here is the
same as one made there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import queries
from pipeline.corrections import UNDO, Correction, holds, read
from pipeline.corrections.values import one_line
from pipeline.store import StoredRun
from pipeline.ui.commands import ROOT, command, read_only, told_error
from pipeline.ui.components import block, day, markup, rows_of, shorten, soft, span
from pipeline.ui.state import ask, current_run

ACTIONS = {
    "merge": "Merge with another event",
    "split": "Split articles off",
    "move": "Move an article to another event",
    "not-same": "Keep apart from another event",
}
"""Action of the command line -> its name for people."""
MOST_EVENTS = 200
"""Events to choose from, the nearest first; a search narrows them."""
_SECONDS = 1800
_FIELDS = ("correct-search", "other-event", "split-which", "move-which", "correct-why", "undo-which", "undo-why")
_NAME, _DONE = "name of who corrects", "what was corrected"


def render(run: StoredRun, event_id: str) -> None:
    """Forms to correct the event, and the corrections that speak of its articles, to be taken back."""
    soft("What is corrected here holds for every later run. Each correction is kept with name, time and reason.")
    if done := st.session_state.pop(_DONE, ""):
        block(f'<p class="notice" role="status">{markup(done)}</p>')
    articles = ask(queries.event_articles, run, event_id)
    log, _ = read(run.path.parent)
    here = set(articles["article_id"])
    spoken = [correction for correction in log if not correction.named.isdisjoint(here)]
    if read_only():
        soft("This app is read-only: corrections are made where the results are.")
    else:
        _correct(run, event_id, articles)
        _take_back(run, articles, [correction for correction in spoken if holds(correction, log)])
    told = [_told(one, log) for one in spoken]
    block("<h2>Corrections of these articles</h2>", *(told or ["<p>None so far.</p>"]))


def _correct(run: StoredRun, event_id: str, articles: pd.DataFrame) -> None:
    action = st.radio(
        "What is wrong here?", list(ACTIONS), format_func=ACTIONS.__getitem__, key="correct-action", horizontal=True
    )
    words = ""
    if action != "split":
        words = st.text_input("Find the other event by words of its articles", key="correct-search")
    with st.form("correct", border=True):
        chosen: list[str] = []
        if action in ("split", "move"):
            chosen = _articles(articles, one=action == "move")
        other = "" if action == "split" else _event(run, event_id, words)
        why, who = _signed("correct")
        if not st.form_submit_button("Apply", key="correct-apply"):
            return
    wanted = {"merge": [event_id, other], "split": chosen, "move": [*chosen, other], "not-same": [event_id, other]}
    named = wanted[action]
    if not all(named) or not named or (action in ("split", "move") and not chosen) or not why or not who:
        _problem("Choose what the correction is about, and give a reason and your name.")
        return
    staying = [article for article in articles["article_id"] if article not in chosen] or chosen
    _run(run, [action, *named], why, who, staying)


def _take_back(run: StoredRun, articles: pd.DataFrame, held: Sequence[Correction]) -> None:
    if not held:
        return
    by_id = {correction.id: correction for correction in reversed(held)}
    with st.form("undo", border=True):
        chosen = st.selectbox(
            "Take a correction back",
            list(by_id),
            format_func=lambda one: shorten(by_id[one].sentence(), 160),
            index=None,
            placeholder="Choose one",
            key="undo-which",
        )
        why, who = _signed("undo")
        if not st.form_submit_button("Take back", key="undo-apply"):
            return
    if not chosen or not why or not who:
        _problem("Choose a correction, and give a reason and your name.")
        return
    _run(run, [UNDO, chosen], why, who, list(articles["article_id"]))


def _articles(articles: pd.DataFrame, *, one: bool) -> list[str]:
    names = {
        row.article_id: f"{shorten(row.outlet, 40)}: {shorten(row.title, 90) or 'no headline'}, {day(row.published_at)}"
        for row in rows_of(articles)
    }
    if one:
        article = st.selectbox(
            "Article",
            list(names),
            format_func=names.__getitem__,
            index=None,
            placeholder="Choose one",
            key="move-which",
        )
        return [article] if article else []
    return st.multiselect("Articles", list(names), format_func=names.__getitem__, key="split-which")


def _event(run: StoredRun, event_id: str, words: str) -> str:
    found = ask(queries.other_events, run, event_id, words)
    names = {row.event_id: _event_name(row) for row in rows_of(found.head(MOST_EVENTS))}
    chosen = st.selectbox(
        "Other event",
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose one, the nearest come first"
        if names
        else "No other event" + (words and " holds these words"),
        key="other-event",
    )
    return chosen or ""


def _event_name(event: Any) -> str:
    articles = "1 article" if event.n_articles == 1 else f"{event.n_articles:,} articles"
    return f"{shorten(event.title, 100)} ({span(event.first_seen, event.last_seen)}, {articles})"


def _signed(form: str) -> tuple[str, str]:
    """Reason and name, on one line each."""
    wide, narrow = st.columns([3, 1])
    why = wide.text_input("Reason", max_chars=500, key=f"{form}-why")
    who = narrow.text_input("Your name", st.session_state.get(_NAME, ""), max_chars=80, key=f"{form}-who")
    return one_line(why), one_line(who)


def _run(run: StoredRun, arguments: Sequence[str], why: str, who: str, articles: Sequence[str]) -> None:
    """Let the command line make the correction, and show the event that the first of `articles` is in then."""
    st.session_state[_NAME] = who
    results = run.path.parent.resolve()
    action, *named = arguments
    correct = command("correct", results, action, *named, f"--why={why}", f"--who={who}")
    with st.spinner("The correction is applied and the events it changes are compared again …"):
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command; its arguments go through no shell
                correct, cwd=ROOT, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            _problem(f"The correction could not be applied ({type(error).__name__}).")
            return
    if done.returncode:
        _problem(told_error(done.stderr.splitlines(), "The correction could not be applied."))
        return
    newest = current_run()
    events = queries.events_of(newest, articles[:1])
    st.session_state[_DONE] = "The correction is applied."
    if newest.run_id == run.run_id:
        st.session_state[_DONE] += f" This app shows one run alone; the corrected one is another in {results}."
    if events:
        st.query_params["event"] = events[0]
    for field in _FIELDS:  # done with: the forms are empty again
        st.session_state.pop(field, None)
    st.rerun()


def _problem(words: str) -> None:
    block(f'<p class="notice" role="alert">{markup(words)}</p>')


def _told(correction: Correction, log: Sequence[Correction]) -> str:
    n = len(correction.named)
    about = f"{n} articles" if n != 1 else "1 article"
    state = "" if holds(correction, log) else ", taken back"
    return f"<p>{markup(shorten(correction.sentence(), 700))} <small>({about}{state})</small></p>"

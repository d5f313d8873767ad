"""The Add articles page: files, pasted text or links become part of the results, by the command line."""

from __future__ import annotations

import json
import re
import secrets
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from pipeline import queries
from pipeline.queries import Selection
from pipeline.store import DEFAULT_RESULTS, StoredRun
from pipeline.ui import page
from pipeline.ui.commands import ADDING_VARIABLE, Job, adding_is_on, command, told_error
from pipeline.ui.components import block, counts, heading, inert, markup, soft
from pipeline.ui.state import ask, current_run, results_folder

FOLDER = "added"
"""Where in the results folder the files that people add are kept: the articles' table names them as their source."""
_EVERY_SECONDS = 1.0
_WORDS = {"outlet": "Outlet", "title": "Headline", "published_at": "Published", "url": "Address of the original"}
_NO_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 100
_TAIL = 40
"""Lines of the command's words that are shown."""


def render() -> None:
    """Draw the page."""
    run = current_run()
    there = queries.totals(ask(queries.events, run, Selection()))
    numbers = counts((there.n_articles, "article", "articles"), (there.n_events, "event", "events"))
    told = '<p class="soft">What is added is compared with what is there, and a new run is stored.</p>'
    heading("Add articles", numbers + told)
    if (run.manifest.get("corpus") or {}).get("notice"):
        soft(
            "The notice above will stand over what you add, too. Articles that it is not true of belong in a folder of "
            "their own: make run INPUT=PATH OUT=FOLDER."
        )
    if not adding_is_on():
        results = results_folder()
        out = "" if results == DEFAULT_RESULTS else f" --out {shlex.quote(str(results))}"
        block(
            "<p>Adding is off here: it is on where the app serves its own machine alone. "
            "The command line adds articles:</p>"
            f'<code class="command">python -m pipeline run PATH --append{markup(out)}</code>'
            f"<p>Whoever runs this app turns it on with <code>{ADDING_VARIABLE}=1</code>.</p>"
        )
        return
    jobs = _jobs(str(run.path.parent.resolve()))
    if jobs and jobs[-1].running:
        _watch(jobs[-1])
        return
    if jobs:
        _ended(jobs[-1])
    _form(run, jobs)


@st.cache_resource(show_spinner=False)
def _jobs(results: str) -> list[Job]:
    """What was started for a results folder, the latest last; all who use the app see it."""
    return []


@st.fragment(run_every=_EVERY_SECONDS)
def _watch(job: Job) -> None:
    """What a running job says, once a second, until it ends."""
    job.advance()
    if not job.running:
        st.rerun()
    block('<p class="notice" role="status">The articles are read, grouped and compared …</p>')
    _said(job)


def _ended(job: Job) -> None:
    if job.failed:
        told = told_error(job.lines(), "The articles could not be added.")
        block(f'<p class="notice" role="alert">{markup(told)}</p>')
    else:
        block('<p class="notice" role="status">Done. The new run is the one that this app now shows.</p>')
        left, right = st.columns(2)
        left.page_link(page("events"), label="See the events", icon=":material/arrow_forward:")
        right.page_link(page("method"), label="See what was rejected", icon=":material/arrow_forward:")
    _said(job)


def _said(job: Job) -> None:
    told = "\n".join(inert(line) for line in job.lines()[-_TAIL:])
    if told:
        st.code(told, language=None, wrap_lines=True)


def _form(run: StoredRun, jobs: list[Job]) -> None:
    with st.form("add", border=True):
        files = st.file_uploader(
            "Files of articles: JSON lines, JSON, CSV, Parquet, plain text, HTML and others",
            accept_multiple_files=True,
            key="add-files",
            help="Whatever the command line reads: TSV, XML, saved pages, newsletters, web archives too, also gzipped",
        )
        links = st.text_area("Links to articles, one a line", key="add-links", height=100)
        text = st.text_area("Or the text of one article", key="add-text", height=160)
        columns = st.columns(len(_WORDS))
        facts = {
            name: column.text_input(words, key=f"add-{name}")
            for column, (name, words) in zip(columns, _WORDS.items(), strict=True)
        }
        soft("These four are of the pasted text. Published is a date, as 2026-05-25, or a time, as 2026-05-25T10:15Z.")
        if not st.form_submit_button("Add and compare", key="add-start", type="primary"):
            return
    addresses = [line.strip() for line in links.splitlines() if line.strip()]
    if not files and not addresses and not text.strip():
        block('<p class="notice" role="alert">Give a file, a link or a text.</p>')
        return
    article = facts | {"text": text} if text.strip() else None
    if jobs and jobs[-1].running:  # somebody else was faster
        st.rerun()
    try:
        jobs.append(_job(run.path.parent.resolve(), files, addresses, article))
        jobs[-1].advance()
    except OSError as error:
        told = f"Nothing was added: the results folder cannot be written ({error.strerror or error})."
        block(f'<p class="notice" role="alert">{markup(told)}</p>')
        return
    st.rerun()


def _job(results: Path, files: Sequence[Any], links: Sequence[str], article: Mapping[str, str] | None) -> Job:
    """Keep what was given in a folder of its own, and the commands that add it to `results`."""
    folder = results / FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    given, fetched = folder / "given", folder / "fetched"
    given.mkdir(parents=True)
    for number, file in enumerate(files, start=1):
        (given / _name(file.name, number)).write_bytes(file.getvalue())
    if article:
        known = {name: value.strip() for name, value in article.items() if value.strip()}
        (given / "pasted.jsonl").write_text(json.dumps(known, ensure_ascii=False) + "\n", encoding="utf-8")
    commands, paths = [], [given] if files or article else []
    if links:
        (folder / "links.txt").write_text("\n".join(links) + "\n", encoding="utf-8")
        commands.append(command("fetch", "--out", fetched, "--urls", folder / "links.txt"))
        paths.append(fetched)
    commands.append(command("run", *paths, "--out", results, "--append"))
    return Job(commands, folder / "log.txt")


def _name(given: str, number: int) -> str:
    """A file's name that is one wherever it is stored: no folder, nothing hidden, its ending kept."""
    plain = _NO_NAME.sub("-", Path(given).name).lstrip(".-")[-_LONGEST_NAME:]
    return f"{number:03d}-{plain or 'file'}"

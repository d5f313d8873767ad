"""The frame of a page that stands alone: no script, no outside file, light and dark, made to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.inert import markup

_STYLE = """
:root { color-scheme: light dark; --line: #b9bec2; --soft: #50575c; --wash: #f3f4f2; --ink: #1b1f23; --back: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --line: #4a5258; --soft: #a9b1b6; --wash: #1f2529; --ink: #e6e8e5; --back: #14181b; }
}
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); margin: 0; }
main { overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1, h2 { font-family: Georgia, serif; line-height: 1.2; }
h2 { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2rem; }
a { color: inherit; }
.soft, small, figcaption { color: var(--soft); }
.notice { border-left: 4px solid var(--ink); background: var(--wash); padding: 0.4rem 0.8rem; }
.wide { overflow-x: auto; }
.wide:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.3rem; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.5rem; text-align: left; vertical-align: top; }
table { overflow-wrap: break-word; }
tbody th { font-weight: 400; min-width: 14rem; }
blockquote { margin: 0.2rem 0; padding-left: 0.8rem; border-left: 3px solid var(--line); }
section.item { break-inside: avoid; margin: 1rem 0; }
.blank { display: inline-block; min-width: 6rem; border-bottom: 1px solid var(--ink); }
td .blank { display: block; min-width: 2rem; padding-top: 0.6rem; }
@media print {
  :root { --line: #999; --soft: #333; --wash: #fff; --ink: #000; --back: #fff; }
  main { max-width: none; padding: 0; }
  body { font-size: 10.5pt; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  tbody th { min-width: 8rem; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  table { overflow-wrap: anywhere; hyphens: auto; font-size: 9pt; }
}
@page { margin: 18mm; }
"""


def page(title: object, parts: Iterable[str]) -> str:
    """A whole HTML document of `parts`, which are HTML already; `title` is text."""
    name = markup(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1><bdi>{name}</bdi></h1>\n{chr(10).join(parts)}\n</main>\n</body>\n</html>\n"
    )


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; `heads` and cells are HTML, the first cell of a row is its head. It scrolls by itself where too wide."""
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'
        for first, *cells in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{markup(caption)}"><table>'
        f"<caption>{markup(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>"
    )


def quote(text: object) -> str:
    """A sentence of an article, as HTML."""
    return f'<blockquote dir="auto">{markup(text)}</blockquote>'


def named(text: object) -> str:
    """A name out of an article or a table, as HTML, its direction kept from the words around it."""
    return f"<bdi>{markup(text)}</bdi>"

"""What the tests of corrections say, over a grouping of six articles."""

import pandas as pd

from pipeline.corrections import active, append, propose, read, replay

LABELS = pd.Series(
    {"ferry1": "eferry", "ferry2": "eferry", "boat1": "eboat", "boat2": "eboat", "boat3": "eboat", "toll1": "etoll"},
    dtype="string",
)


def grouping(labels):
    """What `propose` asks for: the present grouping of the articles of LABELS."""
    ids = list(labels.index)
    return pd.DataFrame(
        {
            "event_id": labels.values,
            "uncorrected_event_id": LABELS[ids].values,
            "article_id": ids,
            "source_id": [f"input {one}" for one in ids],
        }
    )


def corrected(folder, labels=LABELS, **nearest):
    return replay(labels, active(read(folder)[0]), nearest)


def correct(folder, action, *named, who="Ana", why="one story"):
    return append(folder, propose(action, named, grouping(corrected(folder).labels), who, why))


def events(labels):
    """The grouping as sets of articles."""
    return {frozenset(articles) for articles in labels.index.groupby(labels).values()}

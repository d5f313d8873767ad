"""Which articles cover the same event.

Each article is compared with its nearest neighbours in a window of days (neighbours.py); a logistic model turns what a
pair has in common into the probability that both cover one event (likeness.py, words.py); average linkage over these
pairs makes the events (pipeline/linkage.py); tables.py describes them.
"""

from pipeline.events.grouping import group

__all__ = ["group"]

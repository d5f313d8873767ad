"""`python -m pipeline.train NAME`: train one of the heads in data/models and print what was measured."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from pipeline.errors import ParallaxError

TRAINERS = {
    "align": "pipeline.train.align",
    "checkworthiness": "pipeline.train.checkworthiness",
    "cross-encoder": "pipeline.train.cross_encoder",
}
"""Name of the head -> the module with its `arguments(parser)` and `main(options)`, which yields lines."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trainer that is named; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.train", description=__doc__)
    commands = parser.add_subparsers(dest="head", required=True)
    for name, module in TRAINERS.items():
        import_module(module).arguments(commands.add_parser(name))
    options = parser.parse_args(arguments)
    try:
        for line in import_module(TRAINERS[options.head]).main(options):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except ParallaxError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.ingest import Rejection, read_inputs
from pipeline.settings import Ingest


@pytest.fixture
def read():
    """Read paths; returns the articles and the rejections."""

    def reading(*paths, **settings):
        found = list(read_inputs(paths, Ingest(**settings)))
        rejections = [item for item in found if isinstance(item, Rejection)]
        return [item for item in found if not isinstance(item, Rejection)], rejections

    return reading


@pytest.fixture
def public_folder():
    """A folder that other users may enter, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged():
    """A context in which file permissions count, also where the tests run as root."""

    @contextmanager
    def context():
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)

    return context

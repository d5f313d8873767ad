from __future__ import annotations

import pytest

from tests.support import build_run


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    return build_run(tmp_path_factory.mktemp("results"))

"""Live sources stand beside the stages: they use the readers, and nothing of runs, queries or the screen."""

import subprocess
import sys

from tests.test_architecture import FOUNDATION, HEAVY, ROOT, SCREEN, imports


def test_sources_import_the_foundation_and_the_readers_only():
    for path in sorted((ROOT / "pipeline" / "sources").glob("*.py")):
        outside, inside = imports(path)
        assert inside <= FOUNDATION | {"sources", "ingest"}, path
        assert not outside & (HEAVY | SCREEN), path


def test_the_command_line_starts_without_the_network_client():
    script = "import sys, pipeline.cli; print(sorted({'httpcore2', 'feedparser', 'trafilatura'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"

"""Who may import whom, and what the registries name."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from pipeline.compare import DETECTORS
from pipeline.embed import ENCODERS
from pipeline.engine import ENGINES
from pipeline.errors import UnknownNameError
from pipeline.export import EXPORTERS
from pipeline.ingest import READERS
from pipeline.registry import resolve

ROOT = Path(__file__).parent.parent
FOUNDATION = {"settings", "errors", "progress", "schema", "records", "registry", "linkage", "corrections", "inert"}
FOUNDATION |= {"versions"}  # of articles: pandas alone
FOUNDATION |= {"files"}  # of a run: how they are named and hashed
FOUNDATION |= {"addresses", "bounds", "mapping"}
SUBJECTS = {"linkage": {"scipy"}, "addresses": {"pyarrow", "fsspec"}}  # a sparse graph; file systems, opened when used
SUBJECTS |= {"files": {"pyarrow"}}  # Parquet
STAGES = {"ingest", "clean", "outlets", "embed", "events", "origins", "claims", "align", "compare"}
PURE = {"queries", "charts", "outlet_charts", "export"}
HEAVY = {"torch", "sentence_transformers", "transformers", "sklearn", "scipy"}
SCREEN = {"streamlit", "plotly"}


def modules():
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        yield path, path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")


def imports(path):
    """Top-level names of outside packages, and the parts of pipeline that a module imports."""
    outside, inside = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] + [f"{node.module}.{alias.name}" for alias in node.names if node.module == "pipeline"]
        for name in names:
            first, *rest = name.split(".")
            (inside if first == "pipeline" else outside).add(rest[0] if first == "pipeline" and rest else first)
    return outside, inside - {"pipeline"}


def test_the_foundation_imports_only_the_standard_library_pandas_and_numpy():
    for path, part in modules():
        if part in FOUNDATION:
            outside, inside = imports(path)
            assert outside <= set(sys.stdlib_module_names) | {"pandas", "numpy"} | SUBJECTS.get(part, set()), path
            assert inside <= FOUNDATION, path


def test_stages_import_the_foundation_and_language_only():
    for path, part in modules():
        if part in STAGES | {"language"}:
            outside, inside = imports(path)
            allowed = FOUNDATION | {"language", part}
            if part == "clean":
                allowed = allowed | {"outlets"}
            assert inside <= allowed, (path, inside - allowed)
            assert not outside & SCREEN, path


def test_the_store_imports_no_stage():
    for part in ("store", "mirror", "files"):
        _, inside = imports(ROOT / "pipeline" / f"{part}.py")
        assert inside <= FOUNDATION | {"mirror", "files"}, part


def test_queries_charts_and_export_know_no_stage_and_no_streamlit():
    for path, part in modules():
        if part in PURE:
            outside, inside = imports(path)
            assert not inside & STAGES, path
            assert "streamlit" not in outside, path
            assert not outside & HEAVY, path


def test_the_app_imports_no_stage_and_no_model():
    for path in [*sorted((ROOT / "pipeline" / "ui").rglob("*.py")), ROOT / "dashboard.py"]:
        outside, inside = imports(path)
        assert not inside & (STAGES | {"runner", "comparison", "assemble"}), path
        assert not outside & HEAVY, path


def test_only_the_command_line_prints():
    for path, part in modules():
        if part == "cli":
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        assert not [n.lineno for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"], path


def test_the_face_imports_nothing_heavy():
    script = "import sys, pipeline; print(sorted(set(sys.modules) & {'torch', 'pandas', 'sklearn', 'streamlit'}))"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("registry", [DETECTORS, ENCODERS, ENGINES, EXPORTERS, READERS], ids=lambda r: next(iter(r)))
def test_every_registered_name_resolves_and_an_unknown_one_lists_them(registry):
    for target in registry.values():
        module, attribute = target.split(":")
        assert callable(getattr(import_module(module), attribute))
    with pytest.raises(UnknownNameError, match=next(iter(registry)).replace(".", r"\.")):
        resolve("entry", registry, "no such name")

"""Nothing that the program reads can run code: no pickle, no eval, no remote code, no shell."""

import ast

import pytest

from tests.conftest import ROOT

FILES = [*sorted((ROOT / "pipeline").rglob("*.py")), ROOT / "dashboard.py"]
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml", "jsonpickle"}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
METHODS = {"read_pickle", "to_pickle", "unsafe_load", "system", "popen"}
ARGUMENTS = {"allow_pickle": False, "trust_remote_code": False, "shell": False, "weights_only": True}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_unpickles_evaluates_or_starts_a_shell(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & MODULES, node.lineno
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in MODULES, node.lineno
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in BUILT_IN, (node.lineno, called)
            assert called.split(".")[-1] not in METHODS, (node.lineno, called)
            assert called != "torch.load", node.lineno
            for keyword in node.keywords:
                if keyword.arg in ARGUMENTS:
                    assert getattr(keyword.value, "value", None) is ARGUMENTS[keyword.arg], (node.lineno, keyword.arg)


def test_arrays_are_read_with_pickling_off():
    calls = [
        node
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load")
    ]
    assert calls
    for call in calls:
        assert "allow_pickle" in {keyword.arg for keyword in call.keywords}, ast.unparse(call)


def test_the_cache_of_the_app_pickles_nothing():
    """Streamlit's cache_data pickles what it keeps; the app keeps objects as they are, by cache_resource."""
    for path in [*sorted((ROOT / "pipeline" / "ui").rglob("*.py")), ROOT / "dashboard.py"]:
        assert "cache_data" not in path.read_text(encoding="utf-8"), path

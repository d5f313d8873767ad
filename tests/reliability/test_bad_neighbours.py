"""What lies beside the program and is not what it seems: tables, models, settings, corrections, caches."""

import json
import pickle
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import save_file

from pipeline import Settings, load_run
from pipeline.cli import main
from pipeline.corrections import LOG
from pipeline.errors import SettingsError
from pipeline.ingest import READERS
from pipeline.schema import TABLES
from pipeline.settings import load_settings
from pipeline.store import open_run
from tests.reliability.corpus import all_of_them, row, write
from tests.stories import STORIES


class Bomb:
    """What runs code when it is unpickled: it makes the file `marker`."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return Path.touch, (self.marker,)


@pytest.fixture
def marker(tmp_path):
    """A file that is there when something ran that should not."""
    path = tmp_path / "ran"
    pickle.loads(pickle.dumps(Bomb(path)))
    assert path.exists()
    path.unlink()
    return path


@pytest.mark.parametrize("suffix", READERS)
def test_a_pickle_under_any_suffix_is_a_rejected_file_and_never_opened_as_one(suffix, tmp_path, marker, capsys):
    (tmp_path / f"rows{suffix}").write_bytes(pickle.dumps(Bomb(marker)))
    assert main(["check", str(tmp_path / f"rows{suffix}"), "--strict"]) == 1
    assert "0 articles would go through, 1 rows would be rejected" in capsys.readouterr().out
    assert not marker.exists()


def poisoned(path):
    """Parquet files that a reader may trip over."""
    good = pa.table({"id": ["a"], "outlet": ["Tolmen Bell"], "text": ["Rain fell on Velmora all night."]})
    pq.write_table(good, path / "good.parquet")
    content = (path / "good.parquet").read_bytes()
    (path / "good.parquet").unlink()
    footer = content[:-8] + b"\xff\xff\xff\x7f" + content[-4:]  # says that it is two thousand million bytes long
    (path / "footer.parquet").write_bytes(footer)
    (path / "pages.parquet").write_bytes(content[:4] + b"\xff" * 40 + content[44:])
    (path / "cut.parquet").write_bytes(content[: len(content) // 2] + content[-200:])
    deep: object = "x"
    for _ in range(90):
        deep = [deep]
    pq.write_table(pa.table({"text": [deep]}), path / "nested.parquet")
    pq.write_table(pa.table({"text": [b"\xff\xfe\x00"], "title": [None]}), path / "bytes.parquet")
    pq.write_table(pa.table({f"c{n}": [1] for n in range(5000)}), path / "wide.parquet")


def test_poisoned_tables_are_rejected_each_with_its_reason_and_the_rest_goes_through(tmp_path, capsys):
    poisoned(tmp_path)
    write(tmp_path / "good.jsonl", [row(STORIES[0])])
    assert main(["check", str(tmp_path), "--strict"]) == 1
    told = capsys.readouterr().out
    assert "\n1 articles would go through, 6 rows would be rejected" in told
    for name in ("footer", "pages", "cut", "nested", "bytes", "wide"):
        assert f"{name}.parquet" in told


def model_folder(folder, modules, **files):
    folder.mkdir()
    save_file({"weight": np.zeros((2, 2), np.float32)}, folder / "model.safetensors")
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return folder


OWN_MODULE = [{"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}]
TRANSFORMER = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]
AUTO_MAP = {"model_type": "evil", "auto_map": {"AutoConfig": "evil.Evil", "AutoModel": "evil.Evil"}}


@pytest.mark.parametrize(
    ("modules", "config"), [(OWN_MODULE, {}), (TRANSFORMER, AUTO_MAP)], ids=["its own module", "auto_map"]
)
def test_a_model_that_asks_for_its_own_code_is_refused_and_nothing_of_it_runs(
    modules, config, tmp_path, marker, capsys
):
    code = f"from pathlib import Path\nPath({str(marker)!r}).touch()\nclass Evil:\n    pass\n"
    folder = model_folder(tmp_path / "model", modules, evil__py=code, config__json=json.dumps(config))
    articles = write(tmp_path / "a.jsonl", [row(STORIES[0])])
    assert main(["run", str(articles), "--out", str(tmp_path / "results"), "--model", str(folder)]) == 2
    assert "error: the model 'model' cannot be loaded" in capsys.readouterr().err
    assert not marker.exists()
    assert not list((tmp_path / "results").glob("2*"))


def test_pickled_weights_are_refused_also_where_a_part_of_the_model_has_others(tmp_path, marker, capsys):
    folder = model_folder(tmp_path / "model", TRANSFORMER)
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(marker)))
    articles = write(tmp_path / "a.jsonl", [row(STORIES[0])])
    assert main(["run", str(articles), "--out", str(tmp_path / "results"), "--model", str(folder)]) == 2
    assert "2_Dense/pytorch_model.bin: the weights are pickled. Convert them to safetensors" in capsys.readouterr().err
    assert not marker.exists()


def wrong(kind):
    """TOML values of other types than `kind`, the type of a setting's default."""
    values = {str: '"words"', float: "0.5", int: "7", bool: "true", tuple: '["a"]', dict: "{ a = 'b' }"}
    accepted = {float: {float, int}}.get(kind, {kind})
    others = [text for other, text in values.items() if other not in accepted]
    return [*others, "2026-05-01", "[[1]]"] + ["[1]"] * (kind is tuple)


SETTINGS = [
    (stage.name, setting.name, type(getattr(getattr(Settings(), stage.name), setting.name)))
    for stage in fields(Settings)
    for setting in fields(getattr(Settings(), stage.name))
]


@pytest.mark.parametrize(("stage", "name", "kind"), SETTINGS, ids=[f"{stage}.{name}" for stage, name, _ in SETTINGS])
def test_a_setting_of_a_wrong_type_is_refused_by_its_name(stage, name, kind, tmp_path):
    file = tmp_path / "settings.toml"
    for value in wrong(kind):
        file.write_text(f"[{stage}]\n{name} = {value}\n", encoding="utf-8")
        with pytest.raises(SettingsError, match=rf"\[{stage}\] {name} is "):
            load_settings(file)


def test_a_spoilt_settings_file_is_one_line_of_the_command(tmp_path, capsys):
    articles, file = write(tmp_path / "a.jsonl", [row(STORIES[0])]), tmp_path / "settings.toml"
    for content in (
        b"[ingest\n",
        b"\xff\xfe\x00",
        b"ingest = 3\n",
        b"[clean]\nfuture_days = '2'\n",
        b"[clean]\nfuture_days = 99999999\n",
        b"a = " + b"[" * 900,
    ):
        file.write_bytes(content)
        assert main(["check", str(articles), "--settings", str(file)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"error: {file}")


def test_corrections_edited_by_hand_are_told_by_number_and_the_others_hold(made, tmp_path, capsys):
    results = shutil.copytree(made, tmp_path / "results")
    article = load_run(results).table("articles").set_index("source_id").loc["toll-inland", "article_id"]
    assert main(["correct", str(results), "split", article, "--why", "another bridge", "--who", "Ana"]) == 0
    line = (results / LOG).read_text(encoding="utf-8")
    spoilt = ["{", line.strip(), "[]", json.dumps(json.loads(line) | {"id": "k2", "articles": [7]}), "\x00", "🙂"]
    (results / LOG).write_text(line + "\n".join(spoilt) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["correct", str(results), "list"]) == 0
    told = capsys.readouterr().out
    assert told.count("not a correction") == len(spoilt)
    assert [f"{LOG}:{number}:" in told for number in range(2, 2 + len(spoilt))] == [True] * len(spoilt)
    assert "another bridge" in told
    assert main(["correct", str(results), "apply"]) == 0
    assert load_run(results).manifest["corrections"]["applied"] == 1


def spoil(segment, number, marker):
    """Make of a cache file what a crash, another model or an attacker leaves."""
    with np.load(segment, allow_pickle=False) as whole:
        arrays = dict(whole)
    if number == 0:
        segment.write_bytes(segment.read_bytes()[:-300])
    elif number == 1:  # of another model, whose vectors say something else
        np.savez(segment, **arrays | {"vectors": -arrays["vectors"], "made_by": np.array("another")})
    elif number == 2:
        np.savez(segment, **arrays | {"vectors": np.array([Bomb(marker)] * len(arrays["hashes"]), dtype=object)})
    elif number == 3:
        np.savez(segment, **arrays | {"vectors": np.full_like(arrays["vectors"], np.nan, dtype=np.float16)})
    else:
        segment.write_bytes(pickle.dumps(Bomb(marker)))


def test_a_cache_that_is_torn_foreign_or_pickled_changes_no_result(made, tmp_path, marker):
    results = shutil.copytree(made, tmp_path / "results")
    whole = open_run(results)
    articles = all_of_them(tmp_path / "all.jsonl")
    segments = sorted((results / ".cache").glob("*/*.npz"))
    assert segments
    for number in range(5):
        shutil.rmtree(results / ".cache")
        shutil.copytree(made / ".cache", results / ".cache")
        for segment in segments:
            spoil(segment, number, marker)
        assert main(["run", str(articles), "--out", str(results)]) == 0
        again = open_run(results)
        assert again.run_id != whole.run_id
        for name in set(TABLES) - {"articles", "rejected"}:  # which name the file that they were read from
            assert again.table(name).equals(whole.table(name)), (number, name)
        assert not marker.exists()

"""Which files of a folder are read."""

import shutil
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.ingest import input_files
from pipeline.provenance import input_hashes
from pipeline.settings import Settings

STORY = '{"text": "The bridge closed."}\n'


def folder_of(tmp_path, *names):
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STORY)
    return tmp_path


def names(files, folder):
    return [path.relative_to(folder).as_posix() for path in files]


def test_a_folder_is_read_whole_in_the_order_of_its_names(tmp_path):
    folder = folder_of(tmp_path, "b.jsonl", "a/z.JSONL.GZ", "a/b/c.csv", "0.txt")
    assert names(input_files([folder]), folder) == ["0.txt", "a/b/c.csv", "a/z.JSONL.GZ", "b.jsonl"]


def test_files_beside_the_articles_are_passed_over(tmp_path):
    folder = folder_of(
        tmp_path,
        "articles.jsonl",
        "README.md",
        "readme.txt",
        "settings.toml",
        "outlets.csv",
        "truth.json",
        ".hidden.csv",
        ".git/x.txt",
        "__MACOSX/a.txt",
        "logo.png",
        "saved.html",
        "saved_files/frame.html",
        "other_files/kept.html",
    )
    assert names(input_files([folder]), folder) == ["articles.jsonl", "other_files/kept.html", "saved.html"]


def test_runs_that_were_stored_in_the_folder_are_passed_over(tmp_path):
    run = "20260525T101500Z-1a2b3c4d"
    folder = folder_of(
        tmp_path,
        "articles.jsonl",
        "corrections.jsonl",
        f"{run}/page.txt",
        f"results/{run}/manifest.json",
        f"results/{run}/events.parquet",
        "results/corrections.jsonl",
        "results/added/more.jsonl",
    )
    found = [f"{run}/page.txt", "articles.jsonl", "corrections.jsonl", "results/added/more.jsonl"]
    assert names(input_files([folder]), folder) == found


def test_documents_without_a_reader_are_reported_and_not_passed_over(tmp_path, read):
    folder = folder_of(tmp_path, "articles.jsonl", "story.docx", "story.pdf", "old.gz")
    articles, rejections = read(folder)
    assert len(articles) == 1
    assert {(Path(r.source_file).name, r.reason) for r in rejections} == {
        ("story.docx", "unknown format"),
        ("story.pdf", "unknown format"),
        ("old.gz", "unknown format"),
    }
    assert all(".jsonl" in r.detail for r in rejections)


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path, read):
    folder = folder_of(tmp_path, "truth.json", "notes.xyz")
    articles, rejections = read(folder / "truth.json", folder / "notes.xyz")
    assert [article.text for article in articles] == ["The bridge closed."]
    assert [r.reason for r in rejections] == ["unknown format"]


def test_a_file_given_twice_is_read_once(tmp_path):
    folder = folder_of(tmp_path, "a.jsonl", "b.jsonl")
    assert names(input_files([folder / "b.jsonl", folder, folder / "." / "a.jsonl"]), folder) == ["b.jsonl", "a.jsonl"]


def test_a_path_that_is_not_there_ends_the_run(tmp_path):
    with pytest.raises(InputError, match="nowhere: no such file or directory"):
        input_files([tmp_path / "nowhere"])


def test_a_folder_with_nothing_to_read_ends_the_run(tmp_path):
    folder_of(tmp_path, "README.md")
    with pytest.raises(InputError, match=r"nothing in this folder.*\.jsonl"):
        input_files([tmp_path])


def test_a_named_file_that_may_not_be_read_ends_the_run(public_folder, unprivileged):
    file = folder_of(public_folder, "secret.jsonl") / "secret.jsonl"
    file.chmod(0)
    with unprivileged(), pytest.raises(InputError, match=r"secret\.jsonl: permission denied"):
        input_files([file])


def test_a_named_folder_that_may_not_be_read_ends_the_run(public_folder, unprivileged):
    folder = folder_of(public_folder, "closed/a.jsonl") / "closed"
    folder.chmod(0)
    with unprivileged(), pytest.raises(InputError, match="permission denied"):
        input_files([folder])
    folder.chmod(0o755)


def test_files_in_a_folder_that_may_not_be_read_are_rejected_and_the_rest_goes_through(
    public_folder, unprivileged, read
):
    folder = folder_of(public_folder, "open.jsonl", "secret.jsonl", "closed/a.jsonl")
    read(folder)  # readers are imported while all files may be read
    (folder / "secret.jsonl").chmod(0)
    (folder / "closed").chmod(0)
    with unprivileged():
        articles, rejections = read(folder)
    (folder / "closed").chmod(0o755)
    assert [Path(article.source_file).name for article in articles] == ["open.jsonl"]
    assert sorted((Path(r.source_file).name, r.reason) for r in rejections) == [
        ("closed", "cannot be read"),
        ("secret.jsonl", "cannot be read"),
    ]


def test_a_file_name_that_is_no_utf8_can_be_shown_and_stored(tmp_path, read):
    odd = Path(str(tmp_path) + "/odd\udcff.jsonl")
    shutil.copy(folder_of(tmp_path, "a.jsonl") / "a.jsonl", odd)
    (article,) = read(odd)[0]
    assert article.source_file.encode("utf-8").endswith(b"odd\xef\xbf\xbd.jsonl")
    assert input_hashes([odd], Settings())[0]["path"] == article.source_file

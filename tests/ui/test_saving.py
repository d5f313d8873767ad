"""Files that are made at a click are there when the browser asks for them."""

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pipeline.ui.saving import FILES_HELD, hold


def clicked(files: MediaFileManager, words: bytes) -> str:
    """What Streamlit does at the click on a button whose file `hold` keeps; the file's address."""

    def build() -> bytes:
        hold(files, words, "list.csv", "text/csv")
        return words

    return files.execute_deferred(files.add_deferred(build, "text/csv", "0.1", "list.csv"))


def test_a_file_outlives_the_reruns_of_others_until_later_files_take_its_place() -> None:
    storage = MemoryMediaFileStorage("/media")
    files = MediaFileManager(storage)
    first = clicked(files, b"first")
    for _ in range(3):
        files.remove_orphaned_files()
    assert storage.get_file(first.rsplit("/", 1)[-1]).content == b"first"
    for number in range(FILES_HELD):
        clicked(files, f"later {number}".encode())
    for _ in range(3):
        files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(first.rsplit("/", 1)[-1])

"""Settings as a file gives them: what is out of its bounds is refused by its name, and what is not is taken."""

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings, load_settings, settings_from


@pytest.fixture
def written(tmp_path):
    """A settings file of these words."""

    def write(content, encoding="utf-8"):
        file = tmp_path / "settings.toml"
        file.write_text(content, encoding=encoding)
        return file

    return write


@pytest.mark.parametrize(
    ("stage", "line", "bounds"),
    [
        ("run", "workers = -1", "from 0 to 1e+15"),
        ("clean", "future_days = 99999999", "from 0 to 36500"),
        ("clean", "future_days = -1", "from 0 to 36500"),
        ("events", "neighbours = 0", "from 1 to 1e+15"),
        ("events", "threshold = nan", "from 0 to 1"),
        ("events", "threshold = 1.01", "from 0 to 1"),
        ("events", "window_days = inf", "from 0 to 36500"),
        ("events", "bias = -inf", "from -1e+15 to 1e+15"),
        ("align", "candidates = 0", "from 1 to 1e+15"),
        ("align", f"threshold = 1{'0' * 400}", "from 0 to 1"),
        ("embed", "batch_size = 0", "from 1 to 1e+15"),
        ("ingest", f"max_line_characters = 1{'0' * 30}", "from 1 to 1e+15"),
        ("fetch", "delay_seconds = -0.5", "from 0 to 1e+15"),
    ],
)
def test_a_number_out_of_its_bounds_is_refused_with_them(written, stage, line, bounds):
    name, _, value = line.partition(" = ")
    with pytest.raises(SettingsError) as raised:
        load_settings(written(f"[{stage}]\n{line}\n"))
    told = str(raised.value)
    assert f"settings.toml [{stage}] {name} is {value[:3]}" in told
    assert told.endswith(f"It must be {bounds}")


def test_the_bounds_themselves_are_taken(written):
    file = written(
        "[run]\nworkers = 0\n[events]\nthreshold = 1\nleast_probability = 0\nneighbours = 1\nbias = -3\n"
        "[clean]\nfuture_days = 36500\nfull_text_words = 0\n[fetch]\ndelay_seconds = 0\n"
    )
    settings = load_settings(file)
    assert (settings.run.workers, settings.clean.future_days, settings.events.neighbours) == (0, 36500, 1)
    numbers = settings.events.threshold, settings.events.least_probability, settings.events.bias
    assert [repr(number) for number in numbers] == ["1.0", "0.0", "-3.0"]


def test_the_defaults_are_within_their_bounds():
    assert settings_from(Settings().as_dict()) == Settings()


def test_a_file_may_begin_with_a_byte_order_mark(written):
    file = written("[events]\nthreshold = 0.25\n", encoding="utf-8-sig")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert load_settings(file).events.threshold == 0.25


def test_a_number_of_more_digits_than_python_reads_is_told_with_the_file(written):
    with pytest.raises(SettingsError, match=r"settings\.toml: not valid TOML"):
        load_settings(written(f"[run]\nworkers = 1{'0' * 5000}\n"))

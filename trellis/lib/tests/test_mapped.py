"""Arrays in a file that is mapped into memory."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from trellis.lib.mapped import MappedFileError, open_arrays, write_arrays

columns = st.dictionaries(
    st.text(min_size=1, max_size=8),
    arrays_of.arrays(st.sampled_from([np.int32, np.uint16, np.float64, "S4"]), st.integers(0, 50)),
    min_size=1,
    max_size=4,
)


@given(columns=columns, facts=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, columns: dict[str, np.ndarray], facts: dict[str, int | str]
) -> None:
    path = tmp_path_factory.mktemp("mapped") / "deep" / "file.bin"
    write_arrays(path, "trial 1", facts, columns)
    told, back = open_arrays(path, "trial 1")
    assert told == facts
    assert list(back) == list(columns)
    for name, column in columns.items():
        assert back[name].dtype == column.dtype
        assert back[name].tobytes() == column.tobytes()
        assert not back[name].flags.writeable


def test_a_reader_keeps_the_file_it_opened_when_a_new_one_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_arrays(path, "trial 1", {}, {"a": np.arange(10)})
    _, old = open_arrays(path, "trial 1")
    write_arrays(path, "trial 1", {}, {"a": np.zeros(3)})
    assert old["a"].sum() == 45
    assert open_arrays(path, "trial 1")[1]["a"].sum() == 0
    assert [file.name for file in tmp_path.iterdir()] == ["file.bin"]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (None, "no file"),
        (b"", "cannot be opened"),
        (b"x" * 500, "not what this version"),
        (b"Trellis arrays\n", "not what"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes | None, trouble: str) -> None:
    path = tmp_path / "file.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MappedFileError, match=trouble):
        open_arrays(path, "trial 1")


def test_another_layout_or_half_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_arrays(path, "trial 1", {}, {"a": np.arange(1000)})
    with pytest.raises(MappedFileError, match="trial 2"):
        open_arrays(path, "trial 2")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(MappedFileError, match="cut short"):
        open_arrays(path, "trial 1")

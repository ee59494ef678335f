import pytest

from engine.base.errors import InputError
from engine.reading import size_limits


def test_a_table_has_two_thousand_columns_at_most() -> None:
    size_limits.check_columns('"a.csv"', 2000)
    with pytest.raises(InputError, match=r'^"a.csv" has 2,001 columns: keep the 2,000 that matter most'):
        size_limits.check_columns('"a.csv"', 2001)


def test_a_reader_gets_no_more_memory_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "free_bytes", lambda: None)
    small, large = size_limits.most_memory(10_000), size_limits.most_memory(10_000_000)
    assert 500_000_000 < small < 600_000_000 < large
    monkeypatch.setattr(size_limits, "free_bytes", lambda: 1_000_000_000)
    assert (size_limits.most_memory(10_000), size_limits.most_memory(10_000_000)) == (small, 1_000_000_000)


def test_a_large_file_may_take_longer() -> None:
    assert size_limits.most_seconds(0) < 10 < 60 < size_limits.most_seconds(100_000_000)
    assert size_limits.longest_silence(0) > 2 * size_limits.most_seconds(0)


def test_cells_that_are_nearly_all_equal_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "free_bytes", lambda: None)
    size_limits.check_cells('"a"', 1_000_000, 200, 6_000_000)
    with pytest.raises(
        InputError, match=r'^"a" packs 1,000,000,000 rows into 10,000 bytes, so that nearly all'
    ):
        size_limits.check_cells('"a"', 1_000_000_000, 2, 10_000)


def test_cells_that_memory_does_not_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "free_bytes", lambda: 1_000_000)
    size_limits.check_cells('"a"', 1000, 60, 10_000)
    with pytest.raises(InputError, match=r'^"a" needs more memory than there is: write a part of its rows'):
        size_limits.check_cells('"a"', 1000, 70, 10_000)


def test_text_that_is_hardly_more_than_zeros_is_read_and_no_more() -> None:
    size_limits.check_unpacked('"a"', 1_000_000_000, 3_300_000)
    with pytest.raises(InputError, match=r'^"a" packs more than 99,999,999 bytes of text into'):
        size_limits.check_unpacked('"a"', 100_000_000, 100_000)

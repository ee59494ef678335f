import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.split import Split, parse_split
from engine.errors import InputError

PERCENT = st.integers(0, 100)


@st.composite
def splits(draw: st.DrawFn) -> Split:
    train = draw(st.integers(1, 100))
    validation = draw(st.integers(0, 100 - train))
    return Split(train, validation, 100 - train - validation, shuffled=draw(st.booleans()))


def test_the_articles_split_is_the_first_seven_thousand() -> None:
    train, validation, test = Split(shuffled=False).rows(np.arange(10_000), 10_000, 42)
    assert np.array_equal(train, np.arange(7000))
    assert len(validation) == 0
    assert np.array_equal(test, np.arange(7000, 10_000))


def test_shares_are_rounded_to_the_nearest_row() -> None:
    # 60 % of 9 is 5.4 and so 5, 20 % is 1.8 and so 2; 2 remain.
    shares = Split(60, 20, 20, shuffled=False).rows(np.arange(9), 9, 0)
    assert [share.tolist() for share in shares] == [[0, 1, 2, 3, 4], [5, 6], [7, 8]]


@given(splits(), st.sets(st.integers(0, 60), min_size=1), st.integers(0, 2**32 - 1))
def test_every_usable_row_is_in_exactly_one_share_and_one_row_trains(
    split: Split, usable: set[int], seed: int
) -> None:
    shares = split.rows(np.array(sorted(usable)), 61, seed)
    assert sorted(np.concatenate(shares).tolist()) == sorted(usable)
    assert len(shares.train) >= 1
    if split.test == 0:
        assert len(shares.test) == 0
    if split.train < 100 and len(usable) > 1:
        assert len(shares.train) < len(usable)
    if not split.shuffled:
        assert np.concatenate(shares).tolist() == sorted(usable)


@given(splits(), st.integers(300, 2000))
def test_shares_are_within_a_row_of_what_was_asked(split: Split, count: int) -> None:
    shares = split.rows(np.arange(count), count, 1)
    asked = (split.train, split.validation, split.test)
    for share, percent in zip(shares, asked, strict=True):
        assert abs(len(share) - count * percent / 100) <= 1.5


def test_the_seed_shuffles_and_repeats() -> None:
    rows = np.arange(100)
    one, again, other = (Split().rows(rows, 100, seed).train.tolist() for seed in (1, 1, 2))
    assert one == again != other
    assert one != sorted(one)


def test_given_test_rows_count_records_also_the_unusable_ones() -> None:
    # Record 1 is unusable, so naming it as a test row changes nothing.
    train, validation, test = Split(test_rows=(3, 1)).rows(np.array([0, 2, 3, 4]), 5, 0)
    assert train.tolist() == [0, 2, 4]
    assert validation.tolist() == []
    assert test.tolist() == [3]


@pytest.mark.parametrize("row", [-1, 5])
def test_a_test_row_that_is_not_there_is_refused(row: int) -> None:
    with pytest.raises(InputError, match=f"there is no row {row} to test on; the rows are numbered 0 to 4"):
        Split(test_rows=(row,)).rows(np.arange(5), 5, 0)


def test_test_rows_that_leave_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="leave no row to train on"):
        Split(test_rows=(0, 1)).rows(np.arange(2), 2, 0)


@pytest.mark.parametrize(
    "shares", [(0, 0, 100), (70, 0, 31), (-10, 10, 100), (101, 0, -1), (float("nan"), 0, 30)]
)
def test_shares_that_do_not_add_up_are_refused(shares: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        Split(*shares)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("70/0/30", (70, 0, 30)),
        ("80/20", (80, 0, 20)),
        (" 60 / 20 / 20 ", (60, 20, 20)),
        ("70:30", (70, 0, 30)),
        ("100/0/0", (100, 0, 0)),
        ("33.3/33.3/33.4", (33.3, 33.3, 33.4)),
    ],
)
def test_shares_are_read_as_typed(text: str, shares: tuple[float, float, float]) -> None:
    split = parse_split(text, shuffled=False)
    assert (split.train, split.validation, split.test) == shares
    assert not split.shuffled


@pytest.mark.parametrize("text", ["", "70", "70/x/30", "70/10/10/10", "70/0/31", "nan/0/100", "0/0/100"])
def test_shares_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_split(text, shuffled=True)


@given(splits())
def test_what_a_split_says_of_itself_is_read_back(split: Split) -> None:
    assert parse_split(split.text, shuffled=split.shuffled) == split

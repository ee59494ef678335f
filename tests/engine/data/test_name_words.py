import pytest

from engine.data.name_words import INNER, PART, WHOLE, closeness, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SalePrice", ("sale", "price")),
        ("customerID", ("customer", "id")),
        ("IDNumber", ("id", "number")),
        ("Kündigung", ("kundigung",)),
        ("Größe_in_m", ("grosse", "in", "m")),
        ("code postal", ("code", "postal")),
        ("Price (EUR)", ("price",)),
        ("Torque [Nm]", ("torque",)),
        ("is_canceled", ("canceled",)),
        ("is", ("is",)),
        ("Y2", ("y",)),
        ("2019", ()),
        ("", ()),
    ],
)
def test_a_name_is_made_of_words(name: str, expected: tuple[str, ...]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("price", WHOLE),
        ("Prices", WHOLE),
        ("SalePrice", PART),
        ("price_euros", PART),
        ("kaufpreis", PART),
        ("old_price_net", INNER),
        ("pricey", 0),
        ("y", WHOLE),
        ("y_mean", 0),
        ("42", 0),
    ],
)
def test_a_name_is_near_to_words_that_are_known(name: str, expected: float) -> None:
    assert closeness(words(name), {"price", "y"}, ("preis",)) == expected

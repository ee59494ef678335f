import pytest

from engine.reading.alphabets import IMPLAUSIBLE, cost


@pytest.mark.parametrize(
    ("text", "encoding", "other"),
    [
        ("Plzeň", "cp1250", "cp1252"),
        ("Łódź", "cp1250", "cp1252"),
        ("Gdańsk", "iso8859-2", "cp1252"),
        ("très élevé", "cp1252", "cp1250"),
        ("año", "cp1252", "cp1250"),
        ("città", "cp1252", "cp1250"),
        ("высокий дом", "koi8-r", "cp1251"),
        ("высокий дом", "cp1251", "koi8-r"),
        ("μεγάλο", "cp1253", "cp1251"),
        ("değişim", "cp1254", "cp1250"),
        ("10 °C, 5 m²", "cp1252", "koi8-r"),
    ],
)
def test_a_text_fits_its_own_encoding_better_than_another(text: str, encoding: str, other: str) -> None:
    misread = text.encode(encoding).decode(other, errors="replace")
    assert cost(text, encoding) < cost(misread, other)


@pytest.mark.parametrize("text", ["£ódŸ", "d¹b", "gr”áe", "mІ", "ÐÏà¡±"])
def test_signs_in_words_and_mixed_scripts_are_no_text(text: str) -> None:
    assert cost(text, "cp1252") >= IMPLAUSIBLE


def test_a_word_counts_once() -> None:
    assert cost("dùm", "cp1252") == cost("dùm " * 50, "cp1252")

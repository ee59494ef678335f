import pytest

from gui.look.tips import plain_tip


@pytest.mark.parametrize(("text", "shown"), [("a < b", "a < b"), ("<b>len</b>", "&lt;b&gt;len&lt;/b&gt;")])
def test_what_looks_like_html_is_shown_as_it_is_written(text: str, shown: str) -> None:
    assert shown in plain_tip(text)

"""The web page in a real browser: typed into, its answers are the program's to the shown digits."""

from pathlib import Path

import numpy as np
import pytest

from engine.export.export import export
from engine.export.plan import plan_of
from tests.engine.export.browser import Browser, program
from tests.engine.export.models import models


def test_the_page_answers_what_is_typed(tmp_path: Path) -> None:
    path = program()
    if path is None:
        pytest.skip("there is no browser")
    model = models()["two outputs, all inputs"]
    done = export(model, "page", tmp_path / "page.html")
    plan = plan_of(model)
    raw = np.array([one.typical for one in plan.inputs])
    with Browser(path, tmp_path / "profile", done.paths[0]) as browser:
        assert browser.ask("document.querySelectorAll('#inputs .row').length") == len(plan.inputs)
        shown = [float(browser.ask(f"document.getElementById('answer{n}').value")) for n in range(2)]
        # The typical day is shown as a day without its time.
        place = next(number for number, one in enumerate(plan.inputs) if one.is_date)
        raw[place] = round(raw[place])
        assert shown == pytest.approx(model.predict(raw[:, None])[:, 0], rel=1e-5)
        browser.type("input0", "1,25")
        raw[0] = 1.25
        shown = [float(browser.ask(f"document.getElementById('answer{n}').value")) for n in range(2)]
        assert shown == pytest.approx(model.predict(raw[:, None])[:, 0], rel=1e-5)
        browser.type("input0", "much")
        assert browser.ask("document.getElementById('answer0').value") == "–"
        assert browser.ask("document.getElementById('title').textContent") == "y, z"
        assert browser.ask("document.querySelectorAll('b').length") == 0, "no name became a tag"

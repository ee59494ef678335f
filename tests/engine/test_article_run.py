"""The article's run, further than there is time for in every test run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.project.opening import problem_project, source_table
from engine.project.run_request import build_request
from engine.training.run.control import TrainingControl
from engine.training.train import train

GOLDEN = json.loads((Path(__file__).parents[1] / "reference" / "article.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_hundred_thousand_epochs_end_where_the_article_s_do() -> None:
    project = problem_project("article")
    prepared = project.prepare(source_table(project, {}))
    project = project.filled("article", prepared)
    # The loss of the article's epoch 100,000 is that of the weights after 99,999 updates.
    project = replace(project, training=replace(project.training, epoch_limit=99_999))
    request = build_request(project, prepared, run_id=1)
    *_, last = train(request, TrainingControl())
    assert last.article_loss.train == pytest.approx(GOLDEN["train_loss_at_epoch"]["100000"], rel=1e-9)
    assert f"{last.article_loss.train:.4f}" == "0.3502"

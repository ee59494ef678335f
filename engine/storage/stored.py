"""How the classes are stored that are no frozen dataclasses themselves."""

from dataclasses import dataclass
from typing import Final

from engine.storage.codec import Adapter
from engine.training.run.history import History, Series, SeriesState
from engine.training.run.trail import Trail, TrailState

STORED_TRAIL_BYTES: Final = 8 << 20
"""What the weights of earlier epochs may take in a file, for each run that has some."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StoredHistory:
    """The courses of a run's losses."""

    train: Series
    test: Series
    article_train: Series
    article_test: Series
    validation: Series


def _stored_history(history: History) -> StoredHistory:
    return StoredHistory(
        train=history.train,
        test=history.test,
        article_train=history.article_train,
        article_test=history.article_test,
        validation=history.validation,
    )


def _history(stored: StoredHistory) -> History:
    history = History()
    history.train, history.test, history.validation = stored.train, stored.test, stored.validation
    history.article_train, history.article_test = stored.article_train, stored.article_test
    return history


ADAPTERS: Final = {
    Series: Adapter(SeriesState, lambda series: series.state, Series.from_state),
    History: Adapter(StoredHistory, _stored_history, _history),
    Trail: Adapter(TrailState, lambda trail: trail.state(STORED_TRAIL_BYTES), Trail.from_state),
}

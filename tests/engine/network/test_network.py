import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.network.activations import ACTIVATIONS
from engine.network.losses import LOSSES
from engine.network.network import GradientPasses, Network, Passes
from tests.engine.runs import GOLDEN, article, network, start

WIDTHS = st.lists(st.integers(1, 6), min_size=2, max_size=5).map(tuple)


def test_the_articles_network_has_47_parameters() -> None:
    # (2 + 1) * 4 + (4 + 1) * 4 + (4 + 1) * 3
    assert network(2, 4, 4, 3).parameters == 12 + 20 + 15


@given(WIDTHS)
def test_blocks_are_views_that_cover_the_vector_once(sizes: tuple[int, ...]) -> None:
    net = network(*sizes)
    theta = np.zeros(net.parameters)
    for number, block in enumerate(net.blocks(theta), start=1):
        assert block.shape == (sizes[number], sizes[number - 1] + 1)
        assert np.shares_memory(block, theta)
        block += number
    counts = [sizes[i] * (sizes[i - 1] + 1) for i in range(1, len(sizes))]
    assert theta.tolist() == [number for number, count in enumerate(counts, start=1) for _ in range(count)]


def test_one_activation_is_needed_for_every_layer() -> None:
    with pytest.raises(ValueError, match="every layer"):
        Network((2, 3, 1), ("relu",))
    with pytest.raises(ValueError, match="every hidden layer needs one share"):
        Network((2, 3, 1), ("relu", "linear"), dropout=(0.5, 0.5))


def test_a_forward_and_backward_pass_worked_by_hand() -> None:
    # One input x = 2, one ReLU unit with w = 3, b = -1, one output with v = 2, c = 0.5; the truth is 8.
    #   z = 3 * 2 - 1 = 5, a = 5, y = 2 * 5 + 0.5 = 10.5, error = 2.5, objective 0.5 * 6.25, quoted 6.25
    #   dv = 2.5 * 5 = 12.5, dc = 2.5, da = 2.5 * 2 = 5, dw = 5 * 2 = 10, db = 5
    net = network(1, 1, 1, hidden="relu")
    theta, gradient = np.array([3.0, -1, 2, 0.5]), np.empty(4)
    passes = GradientPasses(net, np.array([[2.0]]))
    assert passes.forward(net.blocks(theta)).tolist() == [[10.5]]
    assert passes.loss(LOSSES["squared_error"], np.array([[8.0]])) == 6.25
    passes.backward(net.blocks(theta), net.blocks(gradient))
    assert gradient.tolist() == [10, 5, 12.5, 2.5]


def test_gradients_are_summed_over_rows() -> None:
    # y = w x + b with w = 1, b = 0 on rows (1, 2), (2, 0): errors -1 and 2; dw = -1 + 4, db = -1 + 2.
    net = network(1, 1)
    gradient = np.empty(2)
    passes = GradientPasses(net, np.array([[1.0, 2.0]]))
    passes.forward(net.blocks(np.array([1.0, 0])))
    assert passes.loss(LOSSES["squared_error"], np.array([[2.0, 0.0]])) == (1 + 4) / 2
    passes.backward(net.blocks(np.array([1.0, 0])), net.blocks(gradient))
    assert gradient.tolist() == [3, 1]


def test_the_first_gradient_of_the_article_is_golden() -> None:
    project, prepared = article()
    net, theta = project.build_network(), project.start_weights()
    gradient = np.empty_like(theta)
    passes = GradientPasses(net, prepared.train.X)
    passes.forward(net.blocks(theta))
    passes.loss(LOSSES["squared_error"], prepared.train.Y)
    passes.backward(net.blocks(theta), net.blocks(gradient))
    gradient /= prepared.train.count
    for block, golden in zip(net.blocks(gradient), GOLDEN["first_gradient"], strict=True):
        assert block[:, :-1] == pytest.approx(np.array(golden["dW"]), rel=1e-12, abs=1e-15)
        assert block[:, -1] == pytest.approx(np.array(golden["db"]), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_all_ways_forward_agree(activation: str) -> None:
    net = network(2, 5, 3, hidden=activation, output=activation)
    theta, X = start(net.sizes), np.random.default_rng(0).standard_normal((2, 50))
    blocks = net.blocks(theta)
    outputs = Passes(net, X).forward(blocks)
    assert np.array_equal(outputs, GradientPasses(net, X).forward(blocks))
    assert np.array_equal(outputs, net.predict(theta, X))


def test_rows_are_answered_one_by_one_as_together() -> None:
    net = network(2, 5, 3)
    theta, X = start(net.sizes), np.random.default_rng(0).standard_normal((2, 20))
    together = net.predict(theta, X)
    for i in range(20):
        assert net.predict(theta, X[:, i : i + 1])[:, 0] == pytest.approx(together[:, i], rel=1e-13)


def test_other_rows_can_be_loaded_in_place_of_the_first() -> None:
    net = network(2, 3, 1)
    blocks = net.blocks(start(net.sizes))
    X, other = np.random.default_rng(0).standard_normal((2, 2, 8))
    passes = Passes(net, X)
    passes.forward(blocks)
    passes.load(other)
    assert np.array_equal(passes.forward(blocks), Passes(net, other).forward(blocks))


def test_a_gradient_pass_does_not_touch_rows_or_weights() -> None:
    net = network(2, 3, 1)
    theta, X = start(net.sizes), np.random.default_rng(0).standard_normal((2, 8))
    kept = theta.copy(), X.copy()
    for array in (theta, X):
        array.setflags(write=False)
    passes = GradientPasses(net, X)
    passes.forward(net.blocks(theta))
    passes.loss(LOSSES["squared_error"], np.zeros((1, 8)))
    passes.backward(net.blocks(theta), net.blocks(np.empty(net.parameters)))
    assert np.array_equal(theta, kept[0])
    assert np.array_equal(X, kept[1])


def test_no_rows_are_no_trouble() -> None:
    net = network(2, 3, 1)
    assert net.predict(start(net.sizes), np.empty((2, 0))).shape == (1, 0)


def test_single_precision_stays_single() -> None:
    net = network(2, 3, 1)
    theta = start(net.sizes).astype(np.float32)
    answers = net.predict(theta, np.ones((2, 4), np.float32))
    assert answers.dtype == np.float32
    assert answers == pytest.approx(net.predict(theta.astype(float), np.ones((2, 4))), rel=1e-5)


# Dropout.


def dropping(share: float, output: str = "linear") -> Network:
    return Network((1, 1000, 1), (output, "linear"), dropout=(share,))


def test_dropout_leaves_out_its_share_and_keeps_the_mean() -> None:
    net = dropping(0.2)
    # Every unit answers 1, and the output is their sum.
    theta = np.concatenate([np.tile([0.0, 1.0], 1000), np.ones(1000), [0.0]])
    passes = GradientPasses(net, np.zeros((1, 50)), np.random.default_rng(0))
    sums = passes.forward(net.blocks(theta))
    hidden = passes.outputs[0]
    assert set(np.unique(hidden)) == {0, 1.25}
    assert np.mean(hidden == 0) == pytest.approx(0.2, abs=0.01)
    assert sums.mean() == pytest.approx(1000, rel=0.01)
    # Every row leaves out others, and so does every pass.
    assert len({column.tobytes() for column in hidden.T}) == 50
    kept = hidden.copy()
    passes.forward(net.blocks(theta))
    assert not np.array_equal(passes.outputs[0], kept)


def test_without_chance_nothing_is_left_out() -> None:
    net = dropping(0.5, "tanh")
    theta, X = start(net.sizes), np.random.default_rng(0).standard_normal((1, 20))
    plain = Network(net.sizes, ("tanh", "linear"))
    answers = plain.predict(theta, X)
    assert np.array_equal(net.predict(theta, X), answers)
    assert np.array_equal(GradientPasses(net, X).forward(net.blocks(theta)), answers)
    chance = np.random.default_rng(0)
    assert np.array_equal(GradientPasses(plain, X, chance).forward(net.blocks(theta)), answers)
    assert chance.random() == np.random.default_rng(0).random()


def test_shares_of_0_are_no_dropout() -> None:
    assert dropping(0.0).dropout == ()


def test_dropout_keeps_single_precision() -> None:
    net = dropping(0.5)
    X = np.ones((1, 4), np.float32)
    passes = GradientPasses(net, X, np.random.default_rng(0))
    assert passes.forward(net.blocks(start(net.sizes).astype(np.float32))).dtype == np.float32

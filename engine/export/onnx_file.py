"""ONNX in double precision, of operations that onnxruntime has for doubles; others are composed of these."""

import math
from typing import Any, Final

import numpy as np

from engine.base.arrays import Float64Array
from engine.export.plan import COSINE, IS_LABEL, MISSING, NEVER, SINE, Feature, Plan
from engine.export.python_code import comment_lines
from engine.network.gaussian import normal_tables

OPSET: Final = 17
IR_VERSION: Final = 8
INPUT: Final = "inputs"
OUTPUT: Final = "answers"


class Graph:
    """Nodes and constants of a graph, named by themselves."""

    def __init__(self) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._numpy = helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: Any) -> str:
        """Return the name of an array that is part of the file; numbers become doubles."""
        array = np.asarray(value)
        array = array.astype(np.float64) if array.dtype.kind == "f" else array.astype(np.int64)
        name = f"c{len(self.constants)}"
        self.constants.append(self._numpy.from_array(array, name))
        return name

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        """Return the name of what an operation makes of `inputs`."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(operation, list(inputs), [name], **attributes))
        return name


def onnx_bytes(plan: Plan) -> bytes:
    """Return a model that takes `inputs` (rows, inputs) as doubles and gives `answers` (rows, answers).

    A text is given by its place among the labels, which the description lists, a date as days since
    1970-01-01, nothing as NaN.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = Graph()
    x = _standardised(graph, plan)
    answers = [_answers(graph, plan, _network(graph, layers, x)) for layers in plan.members]
    total = answers[0]
    for other in answers[1:]:
        total = graph.add("Add", total, other)
    total = graph.add("Mul", total, graph.constant(1.0 / len(answers))) if len(answers) > 1 else total
    graph.nodes.append(helper.make_node("Identity", [total], [OUTPUT]))
    made = helper.make_graph(
        graph.nodes,
        "layerbench",
        [helper.make_tensor_value_info(INPUT, TensorProto.DOUBLE, ["rows", len(plan.inputs)])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.DOUBLE, ["rows", len(plan.answers)])],
        initializer=graph.constants,
    )
    model = helper.make_model(
        made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="Layerbench"
    )
    model.ir_version = IR_VERSION
    model.doc_string = "\n".join(comment_lines(plan))
    helper.set_model_props(model, {"fingerprint": plan.fingerprint, "answers": "\n".join(plan.answers)})
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString())


def _standardised(graph: Graph, plan: Plan) -> str:
    """Add what turns raw inputs into standardised features (rows, features)."""
    missing = graph.add("IsNaN", INPUT)
    fills = graph.constant(np.array([[one.fill for one in plan.inputs]]))
    filled = graph.add("Where", missing, fills, INPUT)
    is_missing = graph.add("Cast", missing, to=11)  # TensorProto.DOUBLE
    parts = [_feature(graph, feature, filled, is_missing) for feature in plan.features]
    features = graph.add("Concat", *parts, axis=1) if len(parts) > 1 else parts[0]
    centred = graph.add("Sub", features, graph.constant(plan.feature_mean[None]))
    return graph.add("Div", centred, graph.constant(plan.feature_std[None]))


def _feature(graph: Graph, feature: Feature, filled: str, is_missing: str) -> str:
    column = graph.constant(np.array([feature.column]))
    if feature.kind == MISSING:
        return graph.add("Gather", is_missing, column, axis=1)
    value = graph.add("Gather", filled, column, axis=1)
    if feature.kind == IS_LABEL:
        equal = graph.add("Equal", value, graph.constant(float(feature.label)))
        return graph.add("Cast", equal, to=11)
    if feature.kind == NEVER:
        below = graph.add("Less", value, graph.constant(-math.inf))  # which nothing is
        return graph.add("Cast", below, to=11)
    if feature.kind in (SINE, COSINE):
        turn = graph.add("Mul", graph.constant(2 * math.pi), value)
        turn = graph.add("Div", turn, graph.constant(feature.period))
        if feature.kind == SINE:
            return graph.add("Sin", turn)
        # 1 - 2 sin(turn / 2)^2: halving is exact, and turns of dates are large.
        half = graph.add("Sin", graph.add("Mul", turn, graph.constant(0.5)))
        return graph.add("Sub", graph.constant(1.0), graph.add("Mul", graph.add("Add", half, half), half))
    return value


def _network(graph: Graph, layers: Any, x: str) -> str:
    for weights, biases, activation in layers:
        # In the order of the multiplication, so that nobody has to transpose them.
        z = graph.add("MatMul", x, graph.constant(weights.T))
        x = _activation(graph, activation, graph.add("Add", z, graph.constant(biases[None])))
    return x


def _activation(graph: Graph, activation: str, z: str) -> str:

    def above() -> str:
        return graph.add("Max", z, graph.constant(0.0))

    def expm1_below() -> str:
        below = graph.add("Min", z, graph.constant(0.0))
        return graph.add("Sub", graph.add("Exp", below), graph.constant(1.0))

    match activation:
        case "linear":
            return z
        case "relu":
            return above()
        case "leaky_relu":
            scaled = graph.add("Mul", z, graph.constant(0.01))
            return graph.add("Where", graph.add("Greater", z, graph.constant(0.0)), z, scaled)
        case "sigmoid":
            return graph.add("Sigmoid", z)
        case "tanh":
            return graph.add("Tanh", z)
        case "elu":
            return graph.add("Add", above(), expm1_below())
        case "selu":
            below = graph.add("Mul", expm1_below(), graph.constant(1.6732632423543772))
            whole = graph.add("Add", above(), below)
            return graph.add("Mul", whole, graph.constant(1.0507009873554805))
        case "gelu":
            return graph.add("Mul", z, _normal(graph, z))
        case "silu":
            # Not z times Sigmoid: runtimes fuse that, in single precision.
            grown = graph.add("Add", graph.constant(1.0), graph.add("Exp", graph.add("Neg", z)))
            return graph.add("Div", z, grown)
        case "softplus":
            small = graph.add("Exp", graph.add("Neg", graph.add("Abs", z)))
            grown = graph.add("Add", graph.constant(1.0), small)
            return graph.add("Add", above(), graph.add("Log", grown))
        case _:
            return graph.add("Sin", z)


def _normal(graph: Graph, z: str) -> str:
    """Add the normal distribution as `engine.network.gaussian` has it: a table and a series."""
    below, density, far, nodes = normal_tables()
    bounded = graph.add("Max", graph.add("Min", z, graph.constant(far)), graph.constant(-far))
    node = graph.add("Round", graph.add("Mul", bounded, graph.constant(float(nodes))))
    last = graph.constant(far * nodes)
    place = graph.add("Cast", graph.add("Add", node, last), to=7)  # TensorProto.INT64
    x = graph.add("Mul", node, graph.constant(1.0 / nodes))
    d = graph.add("Sub", bounded, x)
    series = _series(graph, x, d)
    slope = graph.add("Mul", graph.add("Gather", graph.constant(density), place), series)
    return graph.add("Add", graph.add("Gather", graph.constant(below), place), slope)


def _series(graph: Graph, x: str, d: str) -> str:
    """Add d times the sum of (-d)^k He_k(x) / (k + 1)! for k up to 4; see `engine.network.gaussian`."""
    u, v = graph.add("Mul", x, d), graph.add("Mul", d, d)

    def polynomial(variable: str, *coefficients: float) -> str:
        total = graph.constant(coefficients[0])
        for coefficient in coefficients[1:]:
            total = graph.add("Add", graph.add("Mul", total, variable), graph.constant(coefficient))
        return total

    total = polynomial(u, 1 / 120, -1 / 24)
    total = graph.add("Add", graph.add("Mul", total, u), polynomial(v, -1 / 20, 1 / 6))
    total = graph.add("Add", graph.add("Mul", total, u), polynomial(v, 1 / 8, -1 / 2))
    total = graph.add("Add", graph.add("Mul", total, u), polynomial(v, 1 / 40, -1 / 6, 1.0))
    return graph.add("Mul", total, d)


def _answers(graph: Graph, plan: Plan, outputs: str) -> str:
    if len(plan.classes) == 2:
        second = graph.add("Sigmoid", outputs)
        return graph.add("Concat", graph.add("Sub", graph.constant(1.0), second), second, axis=1)
    if plan.classes:
        return graph.add("Softmax", outputs, axis=1)
    scaled = graph.add("Mul", outputs, graph.constant(plan.output_std[None]))
    answers = graph.add("Add", scaled, graph.constant(plan.output_mean[None]))
    if plan.quantiles < 2:
        return answers
    shape = graph.constant(np.array([0, -1, plan.quantiles]))
    grouped = graph.add("Reshape", answers, shape)
    ordered = f"n{len(graph.nodes)}"
    graph.nodes.append(
        graph._helper.make_node(
            "TopK", [grouped, graph.constant(np.array([plan.quantiles]))], [ordered, f"{ordered}_places"],
            axis=2, largest=0, sorted=1,
        )
    )  # fmt: skip
    return graph.add("Reshape", ordered, graph.constant(np.array([0, len(plan.answers)])))


def run_onnx(content: bytes, raw: Float64Array) -> Float64Array:
    """Return the answers (answers, rows) of a model to raw inputs (inputs, rows), by onnxruntime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    (answers,) = session.run([OUTPUT], {INPUT: np.ascontiguousarray(raw.T)})
    return np.asarray(answers, np.float64).T

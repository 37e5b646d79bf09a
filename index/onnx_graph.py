"""The encoder as an ONNX graph: token ids in, unit vectors out.

Written node by node from the 4-bit weights, so no torch is needed and no weight is rounded on the way. The vocabulary,
four fifths of the model, stays in 4 bits and is dequantised row by row as it is looked up; that costs nothing in
accuracy, for these are the very weights. The layers are float32, which on two cores was as fast as 4-bit kernels or
faster. int8 activations were three times as fast and moved vectors to a cosine of 0.993, so they are not used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.e5_weights import GROUP, E5Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

INPUT_IDS: Final = "input_ids"
ATTENTION_MASK: Final = "attention_mask"
OUTPUT: Final = "sentence_embedding"
_CONTRIB: Final = "com.microsoft"
_OPSET: Final = 21
_IR: Final = 10


def write_encoder(weights: E5Weights, file: Path) -> None:
    """Write BERT with mean pooling and unit length as one file.

    Inputs `input_ids`, `attention_mask`: int64 (batch, tokens); output `sentence_embedding`: float32 (batch, hidden).
    The network is BERT's as in Devlin et al. 2018: layer norm after each residual, exact gelu.
    """
    graph = _Graph(weights)
    hidden = graph.embeddings()
    for layer in range(weights.shape.layers):
        hidden = graph.layer(hidden, f"l{layer}")
    graph.pooled(hidden)
    file.write_bytes(graph.model().SerializeToString())


class _Graph:
    """Collects nodes and weights; a method appends a part of the network and returns the name of its output."""

    def __init__(self, weights: E5Weights) -> None:
        import onnx
        from onnx import helper, numpy_helper

        self._weights = weights
        self._onnx = onnx
        self._helper = helper
        self._from_array = numpy_helper.from_array
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def embeddings(self) -> str:
        weights, hidden = self._weights, self._weights.shape.hidden
        words = weights.quantised("emb.word", hidden)
        tensor = self._onnx.TensorProto(
            name="emb.word", data_type=self._onnx.TensorProto.INT4, dims=words.nibbles.shape
        )
        # 0..15 with 8 as zero becomes two's complement by flipping the highest bit of each nibble.
        tensor.raw_data = (words.packed() ^ 0x88).tobytes()
        self._constants.append(tensor)
        scales = self._constant("emb.word.scale", words.scales.astype(np.float32))
        word = self._node(
            "GatherBlockQuantized",
            ["emb.word", INPUT_IDS, scales],
            "word",
            domain=_CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=GROUP,
        )
        # Every token is of type 0, so the type's vector is added to all positions once.
        rows = weights.floats("emb.pos").reshape(-1, hidden) + weights.floats("emb.type").reshape(-1, hidden)[0]
        self._constant("zero", np.array([0], np.int64))
        self._node("Shape", [INPUT_IDS], "length", start=1, end=2)
        place = self._node("Slice", [self._constant("emb.pos", rows), "zero", "length", "zero"], "place")
        return self._norm(self._node("Add", [word, place], "embedded"), "emb.ln")

    def layer(self, hidden: str, name: str) -> str:
        if name == "l0":
            self._node("Cast", [ATTENTION_MASK], "mask", to=self._onnx.TensorProto.INT32)
        shape = self._weights.shape
        query, key, value = (self._linear(hidden, f"{name}.{part}", shape.hidden) for part in "qkv")
        attended = self._node(
            "MultiHeadAttention",
            [query, key, value, "", "mask"],
            f"{name}.attended",
            domain=_CONTRIB,
            num_heads=shape.heads,
        )
        projected = self._linear(attended, f"{name}.ao", shape.hidden)
        middle = self._norm(self._node("Add", [projected, hidden], f"{name}.sum"), f"{name}.aln")
        wide = self._node("Gelu", [self._linear(middle, f"{name}.fi", shape.hidden)], f"{name}.gelu")
        narrow = self._linear(wide, f"{name}.fo", shape.feed_forward)
        return self._norm(self._node("Add", [narrow, middle], f"{name}.last"), f"{name}.oln")

    def pooled(self, hidden: str) -> str:
        tokens = self._constant("tokens", np.array([1], np.int64))
        last = self._constant("last", np.array([2], np.int64))
        weight = self._node("Cast", [ATTENTION_MASK], "weight", to=self._onnx.TensorProto.FLOAT)
        masked = self._node("Mul", [hidden, self._node("Unsqueeze", [weight, last], "column")], "masked")
        total = self._node("ReduceSum", [masked, tokens], "total", keepdims=0)
        count = self._node("ReduceSum", [weight, tokens], "count", keepdims=1)
        mean = self._node("Div", [total, count], "mean")
        return self._node("LpNormalization", [mean], OUTPUT, axis=1, p=2)

    def model(self) -> Any:
        helper, proto, hidden = self._helper, self._onnx.TensorProto, self._weights.shape.hidden
        inputs = [
            helper.make_tensor_value_info(name, proto.INT64, ["batch", "tokens"])
            for name in (INPUT_IDS, ATTENTION_MASK)
        ]
        outputs = [helper.make_tensor_value_info(OUTPUT, proto.FLOAT, ["batch", hidden])]
        graph = helper.make_graph(self._nodes, "encoder", inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)

    def _linear(self, value: str, source: str, columns: int) -> str:
        matrix = self._weights.quantised(f"{source}.w", columns).dequantised().T
        product = self._node("MatMul", [value, self._constant(f"{source}.w", matrix)], f"{source}.product")
        bias = self._constant(f"{source}.b", self._weights.floats(f"{source}.b"))
        return self._node("Add", [product, bias], f"{source}.out")

    def _norm(self, value: str, source: str) -> str:
        weight = self._constant(f"{source}.w", self._weights.floats(f"{source}.w"))
        bias = self._constant(f"{source}.b", self._weights.floats(f"{source}.b"))
        epsilon = self._weights.shape.epsilon
        return self._node("LayerNormalization", [value, weight, bias], f"{source}.out", axis=-1, epsilon=epsilon)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._constants.append(self._from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(self._helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

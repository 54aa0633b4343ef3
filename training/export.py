"""Write a trained reader as ONNX: ``python -m training.export WEIGHTS --body FOLDER --out FOLDER [--int8]``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.net import Net, body
from training.train import STATUSES

OPSET = 17


class _One(nn.Module):
    """One sentence at a time, so that what is read of it cannot depend on its neighbours."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        kinds, statuses, roles = self.net(ids.unsqueeze(0), torch.ones_like(ids).unsqueeze(0), first.unsqueeze(0))
        return kinds[0].softmax(-1), statuses[0].softmax(-1), roles[0].softmax(-1)


def restore(weights: Path, folder: Path) -> tuple[Net, dict[str, Any]]:
    """Return the net with its trained weights, and what was written beside them."""
    saved = torch.load(weights, weights_only=False)
    net = Net(body(folder, [int(layer) for layer in saved["layers"].split(",")]), len(saved["kinds"]), len(STATUSES))
    net.load_state_dict(saved["state"])
    return net.eval(), saved


def main() -> None:
    """Write ``reader.onnx``, ``labels.json`` and ``vocab.txt`` into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--int8", action="store_true")
    given = parser.parse_args()
    net, saved = restore(given.weights, given.body)
    given.out.mkdir(parents=True, exist_ok=True)
    target = given.out / "reader.onnx"
    ids, first = torch.arange(101, 113), torch.tensor([1, 2, 4, 5, 7])
    torch.onnx.export(
        _One(net), (ids, first), str(target), input_names=["ids", "first"], output_names=["kinds", "statuses", "roles"],
        dynamic_axes={"ids": {0: "pieces"}, "first": {0: "words"}}, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    if given.int8:
        quantise(target)
    labels = {"kinds": saved["kinds"], "statuses": STATUSES, "roles": saved["roles"], "made": saved.get("made", {})}
    (given.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    (given.out / "vocab.txt").write_bytes((given.body / "vocab.txt").read_bytes())


def quantise(path: Path) -> None:
    """Replace the body's weights by 8-bit ones, a scale for each channel; the heads, small and last, stay whole.

    What flows between layers is scaled sentence by sentence, so that no sentence depends on its neighbours.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_suffix(".whole.onnx")
    path.rename(whole)
    heads = [node.name for node in onnx.load(str(whole)).graph.node if node.op_type == "MatMul" and "/body/" not in node.name]
    quantize_dynamic(
        str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"], nodes_to_exclude=heads,
    )  # fmt: skip
    whole.unlink()


if __name__ == "__main__":
    main()

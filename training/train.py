"""Train the reader: ``python -m training.train --gold FOLDER --body FOLDER --out FILE [--half A|B] [--prefix fakes-]``.

Seeded; under an hour on two cores. What it was trained on and how is written into the file of weights, and from there into the
model's labels (``training.export``). docs/reader.md is the model card.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from dateline.coder.tagger.pieces import encode
from dateline.coder.tagger.session import MOST_PIECES
from training.data import ROLES, Example, Marked, examples, half
from training.net import Net, body

STATUSES = ("happened", "ongoing", "planned", "possible", "denied", "past")
SMOOTHING = 0.05
"""Kept from the right label and spread over all: the shares are to say how sure the reader can be."""
PUNCTUATION = frozenset(",;:'\"()-")
WEAKENED = 0.25
"""The share of sentences shown without their commas and quotes, as many feeds have them."""
BATCH = 16
WARMING = 0.1
"""The share of steps over which the rate of learning rises; then it falls evenly."""


def weaken(example: Example, chance: random.Random) -> Example:
    """Leave the commas and quotes of some sentences out; the claims keep their words."""
    keep = [i for i, word in enumerate(example.words) if word not in PUNCTUATION or any(i in claim.trigger for claim in example.claims)]
    if chance.random() > WEAKENED or len(keep) == len(example.words) or not keep:
        return example
    new = {old: i for i, old in enumerate(keep)} | {-1: -1}
    claims = tuple(
        Marked(tuple(new[i] for i in claim.trigger), claim.kind, claim.status,
               tuple(tuple(new[i] for i in role if i in new) for role in claim.roles))
        for claim in example.claims
    )  # fmt: skip
    return Example(example.doc, tuple(example.words[i] for i in keep), claims)


class Batches:
    """Sentences of like length, :data:`BATCH` at a time, in an order that the seed alone decides."""

    def __init__(self, found: list[Example], vocabulary: dict[str, int]) -> None:
        self.found, self.vocabulary = found, vocabulary

    def epoch(self, chance: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor, list[tuple[Example, int]]]]:
        """Yield (piece ids, mask, first pieces, examples with how many of their words fit) of every batch once."""
        ready = []
        for example in self.found:
            shown = weaken(example, chance)
            ids, first = encode(shown.words, self.vocabulary, MOST_PIECES)
            if first:
                ready.append((ids, first, shown))
        chance.shuffle(ready)
        ready.sort(key=lambda one: len(one[0]) // 8)
        batches = [ready[at : at + BATCH] for at in range(0, len(ready), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            yield pack(batch)


def pack(batch: list[tuple[list[int], list[int], Example]]) -> tuple[Tensor, Tensor, Tensor, list[tuple[Example, int]]]:
    """Return (piece ids, mask, first pieces, examples with how many of their words fit) of sentences as they are encoded."""
    long, wide = max(len(ids) for ids, _, _ in batch), max(len(first) for _, first, _ in batch)
    ids, mask = torch.zeros(len(batch), long, dtype=torch.long), torch.zeros(len(batch), long, dtype=torch.long)
    first = torch.zeros(len(batch), wide, dtype=torch.long)
    for row, (own, words, _) in enumerate(batch):
        ids[row, : len(own)], mask[row, : len(own)], first[row, : len(words)] = torch.tensor(own), 1, torch.tensor(words)
    return ids, mask, first, [(example, len(words)) for _, words, example in batch]


def loss_of(outputs: tuple[Tensor, Tensor, Tensor], batch: list[tuple[Example, int]], kinds: dict[str, int]) -> Tensor:
    """Cross-entropy of kinds over all words, of statuses over triggers; of roles, minus the log of the share that falls on the phrase."""
    kind, status, roles = outputs
    wanted = torch.full(kind.shape[:2], -100, dtype=torch.long)
    at, label, inside = [], [], []
    for row, (example, width) in enumerate(batch):
        wanted[row, :width] = 0
        for claim in example.claims:
            for word in claim.trigger:
                if word < width:
                    wanted[row, word] = kinds[claim.kind]
                    at.append((row, word))
                    label.append(STATUSES.index(claim.status))
                    inside.append([[i + 1 for i in phrase if i < width] for phrase in claim.roles])
    total = functional.cross_entropy(kind.flatten(0, 1), wanted.flatten(), reduction="sum", label_smoothing=SMOOTHING)
    total = total / max(1, len(at) * 2)
    if not at:
        return total
    rows, words = torch.tensor(at).T
    total = total + 0.5 * functional.cross_entropy(status[rows, words], torch.tensor(label), label_smoothing=SMOOTHING)
    phrase = torch.full((len(at), len(ROLES), roles.shape[-1]), False)
    for number, filled_by in enumerate(inside):
        for role, filled in enumerate(filled_by):
            phrase[number, role, filled] = True
    widths = torch.tensor([width for _, width in batch])[rows]
    there = torch.arange(roles.shape[-1]) <= widths[:, None, None]
    scores = roles[rows, :, words].masked_fill(~there, -1e4).log_softmax(dim=-1)
    missed = -scores.masked_fill(~phrase, -1e4).logsumexp(-1)
    return total + 0.5 * missed[phrase.any(-1)].sum() / len(at)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="the folder that holds claims/train.*")
    parser.add_argument("--body", type=Path, required=True, help="the pre-trained body: its weights, configuration and vocab.txt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--half", default="", choices=("", "A", "B"), help="train on one half of the documents only")
    parser.add_argument("--prefix", default="", help="only documents whose id starts with this")
    parser.add_argument("--layers", default="0,1,2,3,4,5", help="which layers of the body are kept")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--half-precision", action="store_true", help="multiply in bfloat16, which newer processors do twice as fast")
    parser.add_argument("--seed", type=int, default=11)
    return parser.parse_args()


def descend(net: Net, groups: list[dict[str, Any]], epochs: int, batches: int, losses: Callable[[], Iterator[Tensor]]) -> list[float]:
    """Train a net in place, and return the mean loss of every epoch.

    ``groups`` are the values that learn, each group with its rate; ``losses`` yields the ``batches`` losses of one epoch, each made
    when it is asked for. The words' own vectors keep what they meant: a few thousand sentences show only some of them.
    """
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = epochs * batches
    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, step / (WARMING * steps)) * max(0.0, 1 - step / steps) + 1e-3)
    curve = []
    for epoch in range(epochs):
        net.train()
        begun, sums = time.monotonic(), []
        for loss in losses():
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            sums.append(loss.item())
        curve.append(round(sum(sums) / len(sums), 3))
        sys.stderr.write(f"epoch {epoch + 1}: loss {curve[-1]:.3f}, {time.monotonic() - begun:.0f} s\n")
    return curve


def read(net: Net, ids: Tensor, mask: Tensor, first: Tensor, *, half_precision: bool) -> tuple[Tensor, Tensor, Tensor]:
    """Return what a net says of a batch, in whole precision whatever it was multiplied in."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half_precision):
        kind, status, roles = net(ids, mask, first)
    return kind.float(), status.float(), roles.float()


def _learn(net: Net, batches: Batches, kinds: dict[str, int], given: argparse.Namespace) -> list[float]:
    chance = random.Random(given.seed)

    def losses() -> Iterator[Tensor]:
        for ids, mask, first, batch in batches.epoch(chance):
            yield loss_of(read(net, ids, mask, first, half_precision=given.half_precision), batch, kinds)

    net.body.embeddings.requires_grad_(False)
    heads = [value for name, value in net.named_parameters() if not name.startswith("body")]
    trunk = [value for name, value in net.named_parameters() if name.startswith("body") and value.requires_grad]
    groups = [{"params": heads, "lr": given.rate * 5}, {"params": trunk, "lr": given.rate}]
    return descend(net, groups, given.epochs, len(batches.found) // BATCH + 1, losses)


def main() -> None:
    """Train with the configuration given and write weights, labels and configuration."""
    given = _arguments()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    everything = examples(given.gold / "claims", "train")
    found = [one for one in everything if given.half in ("", half(one.doc)) and one.doc.startswith(given.prefix)]
    kinds = {kind: i for i, kind in enumerate(["", *sorted({claim.kind for one in everything for claim in one.claims})])}
    vocabulary = {line: i for i, line in enumerate((given.body / "vocab.txt").read_text(encoding="utf-8").split("\n"))}
    net = Net(body(given.body, [int(layer) for layer in given.layers.split(",")]), len(kinds), len(STATUSES))
    curve = _learn(net, Batches(found, vocabulary), kinds, given)
    data = {
        name: hashlib.sha256((given.gold / "claims" / name).read_bytes()).hexdigest() for name in ("train.docs.jsonl", "train.claims.jsonl")
    }
    made = {
        "sentences": len(found), "claims": sum(len(one.claims) for one in found), "documents": len({one.doc for one in found}),
        "half": given.half, "prefix": given.prefix, "layers": given.layers, "epochs": given.epochs, "rate": given.rate, "batch": BATCH,
        "seed": given.seed, "smoothing": SMOOTHING, "weakened": WEAKENED, "torch": torch.__version__, "data": data, "loss": curve,
    }  # fmt: skip
    torch.save({"state": net.state_dict(), "kinds": list(kinds), "layers": given.layers, "roles": ROLES, "made": made}, given.out)


if __name__ == "__main__":
    main()

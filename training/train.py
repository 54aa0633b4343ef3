"""Train the reader: ``python -m training.train --gold FOLDER --body FOLDER --out FILE [--half A|B] [--layers 0,1,2]``."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dateline.coder.tagger.pieces import encode
from training.data import ROLES, Example, examples, half
from training.net import Net, body

MOST_PIECES = 160
STATUSES = ("happened", "ongoing", "planned", "possible", "denied", "past")
SMOOTHING = 0.05
"""Kept from the right label and spread over all: the shares are to say how sure the reader can be."""
PUNCTUATION = frozenset(",;:'\"()-")


def weaken(example: Example, chance: random.Random) -> Example:
    """Leave the commas and quotes of a sentence out, as many feeds do; the claims keep their words."""
    keep = [i for i, word in enumerate(example.words) if word not in PUNCTUATION or any(i in claim.trigger for claim in example.claims)]
    if chance.random() > 0.25 or len(keep) == len(example.words) or not keep:
        return example
    new = {old: i for i, old in enumerate(keep)} | {-1: -1}
    claims = tuple(
        type(claim)(tuple(new[i] for i in claim.trigger), claim.kind, claim.status,
                    tuple(tuple(new[i] for i in role if i in new) for role in claim.roles))
        for claim in example.claims
    )  # fmt: skip
    return Example(example.doc, tuple(example.words[i] for i in keep), claims)


class Batches:
    """Sentences of like length, a fixed number of pieces at a time, in an order that the seed alone decides."""

    def __init__(self, found: list[Example], vocabulary: dict[str, int], kinds: dict[str, int], size: int) -> None:
        self.found, self.vocabulary, self.kinds, self.size = found, vocabulary, kinds, size

    def epoch(self, chance: random.Random) -> Iterator[tuple[Tensor, Tensor, Tensor, list[tuple[Example, int]]]]:
        ready = []
        for example in self.found:
            example = weaken(example, chance)
            ids, first = encode(example.words, self.vocabulary, MOST_PIECES)
            if first:
                ready.append((ids, first, example))
        chance.shuffle(ready)
        ready.sort(key=lambda one: len(one[0]) // 8)
        batches = [ready[at : at + self.size] for at in range(0, len(ready), self.size)]
        chance.shuffle(batches)
        for batch in batches:
            yield self.pack(batch)

    def pack(self, batch: list[tuple[list[int], list[int], Example]]) -> tuple[Tensor, Tensor, Tensor, list[tuple[Example, int]]]:
        long, wide = max(len(ids) for ids, _, _ in batch), max(len(first) for _, first, _ in batch)
        ids, mask, first = (
            torch.zeros(len(batch), long, dtype=torch.long),
            torch.zeros(len(batch), long, dtype=torch.long),
            torch.zeros(len(batch), wide, dtype=torch.long),
        )
        for row, (own, words, _) in enumerate(batch):
            ids[row, : len(own)], mask[row, : len(own)], first[row, : len(words)] = torch.tensor(own), 1, torch.tensor(words)
        return ids, mask, first, [(example, len(words)) for _, words, example in batch]


def loss_of(outputs: tuple[Tensor, Tensor, Tensor], batch: list[tuple[Example, int]], kinds: dict[str, int]) -> Tensor:
    """Cross-entropy of kinds over all words, of statuses over triggers; of roles, minus the log of the share that falls on the phrase."""
    kind, status, roles = outputs
    wanted = torch.full(kind.shape[:2], -100, dtype=torch.long)
    at, label = [], []
    inside = []
    for row, (example, width) in enumerate(batch):
        wanted[row, :width] = 0
        for claim in example.claims:
            for word in claim.trigger:
                if word < width:
                    wanted[row, word] = kinds[claim.kind]
                    at.append((row, word))
                    label.append(STATUSES.index(claim.status))
                    inside.append([[i + 1 for i in phrase if i < width] for phrase in claim.roles])
    total = functional.cross_entropy(kind.flatten(0, 1), wanted.flatten(), reduction="sum", label_smoothing=SMOOTHING) / max(1, len(at) * 2)
    if not at:
        return total
    rows, words = torch.tensor(at).T
    widths = torch.tensor([width for _, width in batch])[rows]
    phrase = torch.full((len(at), len(ROLES), roles.shape[-1]), False)
    for n, roles_of in enumerate(inside):
        for role, filled in enumerate(roles_of):
            phrase[n, role, filled] = True
    there = torch.arange(roles.shape[-1]) <= widths[:, None, None]
    scores = roles[rows, :, words].masked_fill(~there, -1e4).log_softmax(dim=-1)
    known = phrase.any(-1)
    missed = -scores.masked_fill(~phrase, -1e4).logsumexp(-1)
    total = total + 0.5 * functional.cross_entropy(status[rows, words], torch.tensor(label), label_smoothing=SMOOTHING)
    return total + 0.5 * missed[known].sum() / len(at)


def main() -> None:
    """Train with the configuration given and write weights, labels and configuration beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--half", default="")
    parser.add_argument("--prefix", default="", help="only documents whose id starts with this")
    parser.add_argument("--layers", default="0,1,2,3,4,5")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--half-precision", action="store_true")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    chance = random.Random(given.seed)
    found = [
        one for one in examples(given.gold / "claims", "train") if given.half in ("", half(one.doc)) and one.doc.startswith(given.prefix)
    ]
    kinds = {
        kind: i
        for i, kind in enumerate(["", *sorted({claim.kind for one in examples(given.gold / "claims", "train") for claim in one.claims})])
    }
    vocabulary = {line: i for i, line in enumerate((given.body / "vocab.txt").read_text(encoding="utf-8").split("\n"))}
    net = Net(body(given.body, [int(layer) for layer in given.layers.split(",")]), len(kinds), len(STATUSES))
    heads = [value for name, value in net.named_parameters() if not name.startswith("body")]
    trunk = [value for name, value in net.named_parameters() if name.startswith("body") and "embeddings" not in name]
    net.body.embeddings.requires_grad_(False)  # the words keep what they meant: a few thousand sentences show only some of them
    optimiser = torch.optim.AdamW(
        [{"params": heads, "lr": given.rate * 5}, {"params": trunk, "lr": given.rate}], weight_decay=0.01, fused=True
    )
    batches = Batches(found, vocabulary, kinds, 16)
    steps = given.epochs * (len(found) // 16 + 1)
    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, step / (0.1 * steps)) * max(0.0, 1 - step / steps) + 1e-3)
    for epoch in range(given.epochs):
        net.train()
        begun, sums = time.monotonic(), []
        for ids, mask, first, batch in batches.epoch(chance):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=given.half_precision):
                outputs = net(ids, mask, first)
            loss = loss_of(tuple(out.float() for out in outputs), batch, kinds)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            plan.step()
            sums.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(sums):.3f}, {time.monotonic() - begun:.0f} s", flush=True)
    torch.save(
        {
            "state": net.state_dict(),
            "kinds": list(kinds),
            "layers": given.layers,
            "roles": ROLES,
            "config": {k: str(v) for k, v in vars(given).items()},
        },
        given.out,
    )


if __name__ == "__main__":
    main()

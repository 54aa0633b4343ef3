"""Teach a smaller body what a trained reader knows: ``python -m training.distil TEACHER --gold FOLDER --body FOLDER --out FILE``.

The pupil starts from some of the teacher's own layers and its heads, and learns the teacher's shares on the training sentences and
on sentences of unmarked articles (none of ``claims/dev``), beside the gold of the former. Half the layers cost half the time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from dateline.coder.tagger.pieces import encode
from dateline.coder.tagger.session import MOST_PIECES
from training.data import Example, examples, half, words_of
from training.export import restore
from training.net import Net
from training.train import BATCH, descend, loss_of, pack, read, weaken

HEAT = 0.15
"""Words that the teacher gives at least this share of being a trigger teach statuses and roles too."""


@dataclass(slots=True)
class Lesson:
    """One batch: what is shown, and what the teacher says of it (kinds of all words; statuses and roles of the words ``at``)."""

    ids: Tensor
    mask: Tensor
    first: Tensor
    batch: list[tuple[Example, int]]
    kinds: Tensor
    statuses: Tensor
    roles: Tensor
    at: Tensor
    there: Tensor


def unmarked(path: Path, known: set[str], most: int, chance: random.Random) -> list[Example]:
    """Return so many sentences of articles, drawn by the seed, of texts that share no sentence with ``known``."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text: str = json.loads(line)["text"]
            if any(sentence in text for sentence in known):
                continue
            for part in text.replace("\n", " ").split(". "):
                if 6 <= len(part.split()) <= 60:
                    found.append(Example("", tuple(word for word, _ in words_of(part + ".")), ()))
    chance.shuffle(found)
    return found[:most]


def lessons(teacher: nn.Module, shown: list[Example], vocabulary: dict[str, int]) -> list[Lesson]:
    """Ask the teacher about every sentence once."""
    ready = []
    for example in shown:
        ids, first = encode(example.words, vocabulary, MOST_PIECES)
        if first:
            ready.append((ids, first, example))
    ready.sort(key=lambda one: len(one[0]))
    made = []
    with torch.no_grad():
        for start in range(0, len(ready), BATCH):
            ids, mask, first, batch = pack(ready[start : start + BATCH])
            kind, status, roles = teacher(ids, mask, first)
            widths = torch.tensor([width for _, width in batch])
            real = torch.arange(first.shape[1]) < widths[:, None]
            shares = kind.softmax(-1)
            at = ((shares[..., 0] < 1 - HEAT) & real).nonzero()
            there = torch.arange(roles.shape[-1]) <= widths[at[:, 0], None, None]
            told = roles[at[:, 0], :, at[:, 1]].masked_fill(~there, -1e4).softmax(-1)
            shares[~real] = 0
            made.append(Lesson(ids, mask, first, batch, shares, status[at[:, 0], at[:, 1]].softmax(-1), told, at, there))
    return made


def agree(outputs: tuple[Tensor, Tensor, Tensor], lesson: Lesson) -> Tensor:
    """Cross-entropy of the pupil's shares to the teacher's, weighted as the gold's are in training."""
    kind, status, roles = outputs
    rows, words = lesson.at.T
    count = max(1, len(rows))
    total = -(lesson.kinds * kind.log_softmax(-1)).sum() / (count * 2)
    if len(rows):
        total = total - 0.5 * (lesson.statuses * status[rows, words].log_softmax(-1)).sum() / count
        scores = roles[rows, :, words].masked_fill(~lesson.there, -1e4).log_softmax(-1)
        total = total - 0.5 * (lesson.roles * scores).sum() / count
    return total


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", default="0,2,5", help="the teacher's layers that the pupil starts from")
    parser.add_argument("--half", default="", choices=("", "A", "B"))
    parser.add_argument("--unmarked", type=int, default=5000, help="how many sentences of unmarked articles")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--half-precision", action="store_true")
    parser.add_argument("--seed", type=int, default=11)
    return parser.parse_args()


def _learn(pupil: Net, course: list[Lesson], kinds: dict[str, int], given: argparse.Namespace) -> list[float]:
    chance = random.Random(given.seed)

    def losses() -> Iterator[Tensor]:
        chance.shuffle(course)
        for lesson in course:
            outputs = read(pupil, lesson.ids, lesson.mask, lesson.first, half_precision=given.half_precision)
            loss = agree(outputs, lesson)
            marked = bool(lesson.batch[0][0].doc)
            yield loss + 0.5 * loss_of(outputs, lesson.batch, kinds) if marked else loss

    pupil.body.embeddings.requires_grad_(False)
    values = [value for value in pupil.parameters() if value.requires_grad]
    return descend(pupil, [{"params": values, "lr": given.rate}], given.epochs, len(course), losses)


def main() -> None:
    """Teach a pupil and write it as the training script writes its net."""
    given = _arguments()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    chance = random.Random(given.seed)
    teacher, saved = restore(given.teacher, given.body)
    pupil, _ = restore(given.teacher, given.body)
    pupil.body.encoder.layer = nn.ModuleList(pupil.body.encoder.layer[int(layer)] for layer in given.layers.split(","))
    vocabulary = {line: i for i, line in enumerate((given.body / "vocab.txt").read_text(encoding="utf-8").split("\n"))}
    marked = [one for one in examples(given.gold / "claims", "train") if given.half in ("", half(one.doc))]
    dev = (given.gold / "claims" / "dev.docs.jsonl").read_text(encoding="utf-8").splitlines()
    known = {sentence for line in dev for sentence in json.loads(line)["sents"] if len(sentence) > 40}
    others = unmarked(given.gold / "articles" / "syria-2011-2017.jsonl", known, given.unmarked, chance)
    course = lessons(teacher, [weaken(one, chance) for one in marked], vocabulary) + lessons(teacher, others, vocabulary)
    sys.stderr.write(f"{len(marked)} marked and {len(others)} unmarked sentences\n")
    curve = _learn(pupil, course, {kind: i for i, kind in enumerate(saved["kinds"])}, given)
    pupilage = {"layers": given.layers, "unmarked": len(others), "epochs": given.epochs, "rate": given.rate, "loss": curve}
    made = {**saved.get("made", {}), "pupil": pupilage}
    layers = ",".join(str(i) for i in range(len(given.layers.split(","))))
    torch.save({"state": pupil.state_dict(), "kinds": saved["kinds"], "layers": layers, "roles": saved["roles"], "made": made}, given.out)


if __name__ == "__main__":
    main()

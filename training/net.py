"""The reader's net: a small transformer body and heads for kind, status and roles, all read in one pass over a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.data import ROLES

WIDTH = 128


class Net(nn.Module):
    """Kinds and statuses of every word taken as a trigger, and for every pair of words how well the second fills each role of the first.

    Column 0 of the roles stands for nobody (the ``[CLS]`` piece), column j + 1 for word j.
    """

    def __init__(self, body: Any, kinds: int, statuses: int) -> None:
        super().__init__()
        self.body = body
        size = body.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.kind = nn.Linear(size, kinds)
        self.status = nn.Sequential(nn.Linear(size, WIDTH), nn.Tanh(), nn.Linear(WIDTH, statuses))
        self.ask = nn.Linear(size, len(ROLES) * WIDTH)
        self.answer = nn.Linear(size, len(ROLES) * WIDTH)
        self.bias = nn.Linear(size, len(ROLES))

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return kinds (batch, words, kinds), statuses likewise, and roles (batch, roles, words, 1 + words), none of them normalised.

        ``ids`` and ``mask`` are (batch, pieces), ``first`` the index of each word's first piece (batch, words).
        """
        pieces = self.drop(self.body(input_ids=ids, attention_mask=mask).last_hidden_state)
        words = torch.gather(pieces, 1, first.unsqueeze(-1).expand(-1, -1, pieces.shape[-1]))
        filled = torch.cat([pieces[:, :1], words], dim=1)
        ask, answer = torch.tanh(self.ask(words)), torch.tanh(self.answer(filled))
        ask = ask.unflatten(-1, (len(ROLES), WIDTH)).transpose(1, 2)
        answer = answer.unflatten(-1, (len(ROLES), WIDTH)).permute(0, 2, 3, 1)
        roles = ask @ answer * WIDTH**-0.5 * 4 + self.bias(filled).transpose(1, 2).unsqueeze(2)
        return self.kind(words), self.status(words), roles


def body(folder: Path, layers: list[int]) -> Any:
    """Return the pre-trained body with only the given layers."""
    found = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="eager", config=BertConfig.from_pretrained(folder)
    )
    found.encoder.layer = nn.ModuleList(found.encoder.layer[i] for i in layers)
    found.config.num_hidden_layers = len(layers)
    return found

"""Trains the same character model in PyTorch from the same weights on the same passages.

Usage: peer.py FOLDER

FOLDER holds configuration.json, weights.safetensors, text.bin (the number of each character, one byte each) and offsets.bin (where each passage of each
step begins, int32), as MLExtensions.CharacterModels writes them. Writes losses.txt there, one loss a line.
"""
import json
import math
import pathlib
import struct
import sys

import torch
from torch import nn


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        assert entry["dtype"] == "F32"
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32) if end > begin else torch.empty(0)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


class CharacterTransformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.token_embedding = nn.Embedding(c["symbols"], c["dim"])
        self.position_embedding = nn.Parameter(torch.zeros(c["time"], c["dim"]))
        layer = nn.TransformerEncoderLayer(
            c["dim"], c["heads"], c["feedForward"], dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
        self.transformer = nn.TransformerEncoder(layer, c["layers"], nn.LayerNorm(c["dim"]))
        self.head = nn.Linear(c["dim"], c["symbols"])
        self.register_buffer("mask", torch.triu(torch.full((c["time"], c["time"]), -math.inf), 1), persistent=False)

    def forward(self, x):
        return self.head(self.transformer(self.token_embedding(x) + self.position_embedding, self.mask))


class CharacterLstm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.embedding = nn.Embedding(c["symbols"], c["dim"])
        self.lstm = nn.LSTM(c["dim"], c["dim"], c["layers"], batch_first=True)
        self.head = nn.Linear(c["dim"], c["symbols"])

    def forward(self, x):
        return self.head(self.lstm(self.embedding(x))[0])


def train(model, c, text, offsets):
    """Gives the loss before each step."""
    optimizer = torch.optim.Adam(model.parameters(), lr=c["learningRate"])
    losses = []
    for places in offsets.reshape(-1, c["batch"]).tolist():
        passages = torch.stack([text[place:place + c["time"] + 1] for place in places])
        logits = model(passages[:, :-1])
        loss = nn.functional.cross_entropy(logits.reshape(-1, c["symbols"]), passages[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    folder = pathlib.Path(sys.argv[1])
    c = json.loads((folder / "configuration.json").read_text())
    model = {"transformer": CharacterTransformer, "lstm": CharacterLstm}[c["model"]](c)
    model.load_state_dict(read_safetensors(folder / "weights.safetensors"), strict=True)
    text = torch.frombuffer(bytearray((folder / "text.bin").read_bytes()), dtype=torch.uint8).long()
    offsets = torch.frombuffer(bytearray((folder / "offsets.bin").read_bytes()), dtype=torch.int32)
    losses = train(model, c, text, offsets)
    (folder / "losses.txt").write_text("".join(f"{loss!r}\n" for loss in losses))


if __name__ == "__main__":
    main()

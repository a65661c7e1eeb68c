"""The same workloads in PyTorch. Reads lines "name seconds processor", runs the workload for about so long, and answers "milliseconds parameters"."""
import contextlib
import gzip
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)


class Step:
    """Zero gradients, forward, loss, backward, Adam."""

    units = 1

    def __init__(self, network, x, classes=None, zero=False):
        self.network = network
        self.x = x
        self.optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
        if classes is not None:
            self.target = torch.randint(classes, (len(x),))
            self.loss = F.cross_entropy
        else:
            with torch.no_grad():
                output = network(x)
            self.target = torch.zeros_like(output) if zero else torch.randn_like(output)
            self.loss = F.mse_loss
        self.parameters = sum(p.numel() for p in network.parameters())

    def __call__(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(self.network(self.x), self.target).backward()
        self.optimizer.step()


def mlp(*sizes):
    layers = []
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(inputs, outputs))
        if i < len(sizes) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.c1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.b1 = nn.BatchNorm2d(outputs)
        self.c2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.b2 = nn.BatchNorm2d(outputs)
        self.down = None
        if stride != 1:
            self.down = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.down is None else self.down(x)
        y = F.relu(self.b1(self.c1(x)), inplace=True)
        y = self.b2(self.c2(y))
        return F.relu(y + shortcut, inplace=True)


def resnet():
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    channels = 16
    for stage in (16, 32, 64):
        for block in range(2):
            layers.append(Block(channels, stage, 2 if block == 0 and stage != 16 else 1))
            channels = stage
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class LastStep(nn.Module):
    """A recurrent network's last time through a linear layer."""

    def __init__(self, recurrent, hidden):
        super().__init__()
        self.recurrent = recurrent
        self.head = nn.Linear(hidden, 24)

    def forward(self, x):
        return self.head(self.recurrent(x)[0][:, -1])


class Causal(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv1d(7 if i == 0 else 32, 32, 3, dilation=1 << i) for i in range(4))
        self.head = nn.Linear(32, 24)

    def forward(self, x):
        for i, convolution in enumerate(self.convolutions):
            x = F.relu(convolution(F.pad(x, (2 << i, 0))))
        return self.head(x[:, :, -1])


class Gemm:
    units = 1
    parameters = 0

    def __init__(self, size):
        self.a, self.b, self.c = torch.randn(size, size), torch.randn(size, size), torch.empty(size, size)

    def __call__(self):
        torch.mm(self.a, self.b, out=self.c)


class Frozen:
    """The row network as frozen TorchScript; classes come out as probabilities, as ours do."""

    units = 1

    def __init__(self):
        network = nn.Sequential(mlp(32, 128, 128, 3), nn.Softmax(dim=1)).eval()
        self.parameters = sum(p.numel() for p in network.parameters())
        self.network = torch.jit.freeze(torch.jit.script(network))


class PredictRow(Frozen):
    def __init__(self):
        super().__init__()
        self.x = torch.randn(1, 32)

    def __call__(self):
        self.network(self.x)


class ScoreRows(Frozen):
    def __init__(self):
        super().__init__()
        self.x = torch.randn(1_000_000, 32)

    def __call__(self):
        for rows in self.x.split(1024):
            self.network(rows)


class FitAdult:
    """Ten epochs of an in-memory table."""

    units = 10

    def __init__(self):
        folder = os.environ.get("MLEXTENSIONS_SHARED", os.path.join("..", "shared"))
        with gzip.open(os.path.join(folder, "data", "adult", "adult-train.csv.gz"), "rt") as file:
            rows = [[cell.strip() for cell in line.split(",")] for line in file if line.count(",") == 14]
        columns = []
        for i in range(14):
            cells = [row[i] for row in rows]
            if i in (0, 2, 4, 10, 11, 12):
                number = torch.tensor([float(cell) for cell in cells])
                columns.append(((number - number.mean()) / number.std())[:, None])
            else:
                places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
                columns.append(F.one_hot(torch.tensor([places[cell] for cell in cells]), len(places)).float())
        self.x = torch.cat(columns, 1)
        self.y = torch.tensor([float(row[14].startswith(">50K")) for row in rows])[:, None]
        self.parameters = sum(p.numel() for p in mlp(self.x.shape[1], 128, 64, 1).parameters())

    def __call__(self):
        network = mlp(self.x.shape[1], 128, 64, 1)
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
        for _ in range(self.units):
            for rows in torch.randperm(len(self.x)).split(256):
                optimizer.zero_grad(set_to_none=True)
                F.binary_cross_entropy_with_logits(network(self.x[rows]), self.y[rows]).backward()
                optimizer.step()


def make(name):
    kind, *numbers = name.split("-")
    if kind == "gemm":
        return Gemm(int(numbers[0]))
    if name == "mlp-784":
        return Step(mlp(784, 512, 512, 10), torch.randn(128, 784), 10)
    if kind == "mlp":
        return Step(mlp(32, 128, 128, 3), torch.randn(int(numbers[0]), 32), 3)
    return {
        "cnn": lambda: Step(cnn(), torch.randn(64, 1, 28, 28), 10),
        "resnet": lambda: Step(resnet(), torch.randn(64, 3, 32, 32), 10),
        "lstm": lambda: Step(LastStep(nn.LSTM(7, 64, batch_first=True), 64), torch.randn(64, 96, 7)),
        "gru-bi": lambda: Step(LastStep(nn.GRU(7, 64, 2, batch_first=True, bidirectional=True), 128), torch.randn(64, 96, 7)),
        "transformer": lambda: Step(
            nn.TransformerEncoderLayer(128, 4, 256, dropout=0, activation="gelu", batch_first=True), torch.randn(32, 64, 128), zero=True),
        "conv1d": lambda: Step(Causal(), torch.randn(64, 7, 96)),
        "predict-row": PredictRow,
        "score-rows": ScoreRows,
        "fit-adult": FitAdult,
    }[name]()


def run(work, seconds, warm_up):
    """Seconds a run, after a warm-up of some runs or a tenth of a second."""
    start = time.perf_counter()
    for _ in range(5 if warm_up else 0):
        work()
        if time.perf_counter() - start > 0.1:
            break
    runs = 0
    start = time.perf_counter()
    while True:
        for _ in range(1 if runs < 64 else 16):
            work()
            runs += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds and (runs >= 3 or elapsed >= 0.5):
            return elapsed / runs


ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def main():
    print(torch.__version__, flush=True)
    made = None
    for line in sys.stdin:
        name, seconds, processor = line.split()
        if int(processor) in ALLOWED:
            # The thread is moved there, and may be moved on.
            os.sched_setaffinity(0, {int(processor)})
            os.sched_setaffinity(0, ALLOWED)
        if made != name:
            made, work, last = name, make(name), 0
        with torch.inference_mode() if isinstance(work, Frozen) else contextlib.nullcontext():
            # What runs for long is warm soon after it begins.
            last = run(work, float(seconds), warm_up=last < 0.3)
        print(1000 * last / work.units, work.parameters, flush=True)


main()

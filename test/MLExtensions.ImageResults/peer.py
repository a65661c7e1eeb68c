"""Trains the same ResNet in PyTorch on the same images.

Usage: peer.py FOLDER

FOLDER holds configuration.json, as MLExtensions.ImageResults writes it. Writes peer.json there: losses, accuracies and seconds.
"""
import io
import json
import pathlib
import sys
import tarfile
import time

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional


def read(path, part):
    """Images as bytes [count, 3, 32, 32] and labels, of training, validation and test: every tenth training image is held out."""
    files = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if member.name.endswith(".jpg"):
                files[member.name] = archive.extractfile(member).read()
    names = sorted(files)
    labels = sorted({name.split("/")[1] for name in names})

    def take(folder):
        chosen = [name for name in names if name.startswith(folder)][::part]
        pixels = numpy.stack([numpy.asarray(Image.open(io.BytesIO(files[name])).convert("RGB")) for name in chosen])
        return torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous(), torch.tensor([labels.index(name.split("/")[1]) for name in chosen])

    images, classes = take("train/")
    held = torch.arange(len(images)) % 10 == 9
    return (images[~held], classes[~held]), (images[held], classes[held]), take("test/")


class Block(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride = stride
        self.more = width - channels

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.stride > 1:
            x = functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.more))
        return functional.relu(x + y)


class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks, channels = [], 16
        for stage in range(3):
            for i in range((depth - 2) // 6):
                width = 16 << stage
                blocks.append(Block(channels, width, 2 if stage > 0 and i == 0 else 1))
                channels = width
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(channels, 10)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        return self.fc(self.blocks(functional.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


def vary(images, most):
    """Every image is moved by up to so many pixels, and mirrored or not; zeros come in, which are the mean."""
    size = images.shape[-1]
    padded = functional.pad(images, (most,) * 4)
    places = torch.randint(0, 2 * most + 1, (len(images), 2)).tolist()
    moved = torch.stack([image[:, y:y + size, x:x + size] for image, (y, x) in zip(padded, places)])
    flips = torch.rand(len(images)) < 0.5
    return torch.where(flips[:, None, None, None], moved.flip(-1), moved).contiguous(memory_format=torch.channels_last)


def evaluate(model, images, labels):
    model.eval()
    with torch.no_grad():
        logits = torch.cat([model(part.contiguous(memory_format=torch.channels_last)) for part in images.split(500)])
    model.train()
    return functional.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


def main():
    folder = pathlib.Path(sys.argv[1])
    c = json.loads((folder / "configuration.json").read_text())
    torch.set_num_threads(c["threads"])
    torch.manual_seed(1)
    begin = time.perf_counter()
    training, validation, test = read(c["archive"], c["part"])
    pixels = training[0].double()
    mean, deviation = pixels.mean((0, 2, 3), keepdim=True), pixels.std((0, 2, 3), unbiased=False, keepdim=True)
    del pixels

    def standardize(images):
        return ((images - mean) / deviation).float()

    (x, y), validation, test = ((standardize(images), labels) for images, labels in (training, validation, test))
    # Channels last is the faster order for PyTorch's convolutions on a CPU.
    model = ResNet(c["depth"]).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), c["learningRate"], c["momentum"], weight_decay=c["weightDecay"])
    steps = c["epochs"] * -(-len(x) // c["batchSize"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, c["learningRate"], total_steps=steps, cycle_momentum=False)
    read_seconds = time.perf_counter() - begin

    begin = time.perf_counter()
    losses, accuracies, best, weights = [], [], float("inf"), None
    for epoch in range(c["epochs"]):
        total = 0.0
        for rows in torch.randperm(len(x)).split(c["batchSize"]):
            loss = functional.cross_entropy(model(vary(x[rows], c["cropPadding"])), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(rows)
        validation_loss, accuracy = evaluate(model, *validation)
        losses.append(total / len(x))
        accuracies.append(accuracy)
        if validation_loss < best:
            best, weights = validation_loss, {name: value.clone() for name, value in model.state_dict().items()}
        print(f"PyTorch, epoch {epoch + 1}/{c['epochs']}: loss {losses[-1]:.4f}, accuracy {accuracy:.4f}, {time.perf_counter() - begin:.1f} s", flush=True)
    train_seconds = time.perf_counter() - begin

    begin = time.perf_counter()
    model.load_state_dict(weights)
    accuracy = evaluate(model, *test)[1]
    result = {
        "trainingLoss": losses, "validationAccuracy": accuracies, "testAccuracy": accuracy,
        "readSeconds": read_seconds, "trainSeconds": train_seconds, "testSeconds": time.perf_counter() - begin}
    (folder / "peer.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()

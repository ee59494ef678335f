"""The article's run in full, a million epochs: its losses, its answers, its dead units and our memory."""

import time
from pathlib import Path

import numpy as np

from benchmarks.common import PicturesAt, article_project, golden, print_versions, request_for, verdict
from engine.model.trained import TrainedModel
from engine.training.train import train

EPOCHS = 1_000_000
SETTLED = 10_000
MOST_GROWTH = 10.0  # megabytes after the first 10,000 epochs


def resident_megabytes() -> float:
    """Return the memory this process occupies; NaN where the system has no /proc."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> bool:
    """Run it and print every number beside the one it must be."""
    print_versions()
    numbers = golden()
    project, prepared = article_project("article")
    listed = {int(epoch): loss for epoch, loss in numbers["train_loss_at_epoch"].items()}
    published = dict(
        zip(
            range(100_000, EPOCHS + 1, 100_000),
            numbers["published"]["train_loss_every_100000_epochs"],
            strict=True,
        )
    )
    # The loss of golden epoch e is that of the weights before its update, after e - 1 updates.
    control = PicturesAt({epoch - 1 for epoch in listed} | {SETTLED})
    request = request_for(project, prepared, EPOCHS)
    before = at_end = float("nan")
    worst, rounded = 0.0, True
    started = time.perf_counter()
    print(f"{'epoch':>9}  {'ours':>20}  {'golden':>20}  {'relative':>9}  published")
    for snapshot in train(request, control):
        if snapshot.epoch == SETTLED:
            before = resident_megabytes()
        epoch = snapshot.epoch + 1
        if epoch in listed:
            ours = snapshot.article_loss.train
            relative = abs(ours / listed[epoch] - 1)
            worst = max(worst, relative)
            rounded &= epoch not in published or round(ours, 4) == published[epoch]
            shown = published.get(epoch, "")
            print(f"{epoch:9,}  {ours:20.16f}  {listed[epoch]:20.16f}  {relative:9.1e}  {shown}", flush=True)
    at_end = resident_megabytes()
    seconds = time.perf_counter() - started
    test = snapshot.article_loss.test
    X = np.array(numbers["published"]["queries"], dtype=float).T
    preprocessor = prepared.preprocessor
    model = TrainedModel(network=request.network, members=(snapshot.theta,), preprocessor=preprocessor)
    answers = model.predict(X).T
    for row in snapshot.activity:
        print(
            f"hidden layer {row.layer}: of {row.units} units {row.never} never fire, {row.always} always do"
        )
    print(f"{seconds:.0f} s, {seconds / EPOCHS * 1e6:.0f} us an epoch; the run says it has stalled: ", end="")
    print("yes" if snapshot.stalled else "no")
    print("answers:", *np.array2string(answers, precision=8, suppress_small=True).splitlines(), sep="\n  ")
    return all(
        [
            verdict(
                f"losses within 1e-9 of golden ones, here {worst:.1e} at worst",
                worst < 1e-9,
            ),
            verdict("losses every 100,000 epochs as published, to 4 decimals", rounded),
            verdict(f"test loss {test:.8f}, published 0.31942388", f"{test:.8f}" == "0.31942388"),
            verdict(
                "answers as published, to 4 decimals",
                bool(np.array_equal(np.round(answers, 4), np.round(numbers["published"]["predictions"], 4))),
            ),
            verdict(
                f"10 MB more memory at most: {before:.1f} MB after {SETTLED:,} epochs, {at_end:.1f} at end",
                not at_end - before > MOST_GROWTH,
            ),
        ]
    )

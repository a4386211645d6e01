"""The mean of two training runs that follow each other: a little steadier than the last one.

    python -m valleygraph.extract.training.mean FIRST.pt LAST.pt OUT.pt --last 0.75

M. Wortsman et al., Model soups: averaging weights of multiple fine-tuned models improves accuracy without
increasing inference time, ICML 2022.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch


def mean(first: dict[str, Any], last: dict[str, Any], share: float) -> dict[str, Any]:
    """The weights between two states; `share` is that of the last."""
    return {name: first[name] * (1 - share) + value * share for name, value in last.items()}


def main() -> None:
    """Read two states, write their mean."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("first", "last", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--last", dest="share", type=float, default=0.75, help="the share of the last one")
    arguments = parser.parse_args()
    files = (arguments.first, arguments.last)
    first, last = (torch.load(path, map_location="cpu", weights_only=True) for path in files)
    torch.save(mean(first, last, arguments.share), arguments.out)


if __name__ == "__main__":
    main()

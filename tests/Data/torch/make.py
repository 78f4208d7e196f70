"""Writes the files of this folder. PyTorch 1.13.1 made those that are committed: python3 make.py"""

import argparse
import collections
import os

import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))


def save(value, name, **settings):
    torch.save(value, os.path.join(FOLDER, name), **settings)


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


def main():
    torch.manual_seed(1)
    network = torch.nn.Sequential(collections.OrderedDict(conv=torch.nn.Conv2d(3, 4, 3), norm=torch.nn.BatchNorm2d(4)))
    network.conv.weight.data.copy_(torch.arange(108.0).view(4, 3, 3, 3))
    save(network.state_dict(), "state_dict.pt")

    optimizer = torch.optim.Adam(network.parameters())
    network(torch.ones(1, 3, 4, 4)).sum().backward()
    optimizer.step()
    save({"epoch": 3, "state_dict": network.state_dict(), "state_dict_ema": {name: tensor + 1 for name, tensor in network.state_dict().items()},
          "optimizer": optimizer.state_dict(), "weight": network.conv.bias, "big": 2 ** 80, "notes": ["a", 1.5, None, True, (1, -2)]}, "checkpoint.pt")

    numbers = torch.arange(24.0)
    save({"whole": numbers, "tail": numbers[12:].view(3, 4), "turned": numbers.view(4, 6).t(), "every": numbers[1::5], "last": numbers.view(2, 3, 4).to(memory_format=torch.contiguous_format)[:, :, 3],
          "again": numbers, "none": torch.empty(0, 3), "scalar": torch.tensor(7.0)}, "views.pt")

    save({str(dtype)[6:]: torch.tensor([0, 1, 1], dtype=dtype) for dtype in
          (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)}, "types.pt")

    save({"state_dict": network.state_dict(), "hyper_parameters": argparse.Namespace(lr=0.1)}, "namespace.pt")
    save({"state_dict": network.state_dict(), "evil": Evil()}, "system.pt")
    save(network, "module.pt")
    save({"weight": torch.ones(2)}, "before_1_6.pt", _use_new_zipfile_serialization=False)


main()

"""Worker of the side-by-side benchmark: one JSON command a line on stdin, one JSON answer a line on stdout (README.md)."""
import ctypes
import json
import os
import platform
import statistics
import sys
import time

import torch

import safetensors_file
from hqtransformer import HqTransformer
from hqvae import HqVae


class Worker:
    def __init__(self):
        self.models, self.clip, self.inputs, self.threads = {}, {}, {}, {}
        self.openblas = openblas()

    def hello(self):
        return {"python": platform.python_version(), "torch": torch.__version__,
                "separate_blas_threads": self.openblas is not None}

    def load(self, stage, config, optimizer, weights=None):
        """Builds the network of a stage, with its optimizer; weights come from a safetensors file."""
        model = (HqVae if stage == "tokenizer" else HqTransformer)(**config)
        if weights:
            # The other side's quantizers have a codebook; these are one.
            model.load_state_dict({name.replace(".codebook.", "."): value for name, value in safetensors_file.read(weights).items()})
        decayed = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.Linear)}
        decay = optimizer.get("weight_decay", 0.0)
        groups = [{"params": [p for p in model.parameters() if id(p) in decayed], "weight_decay": decay},
                  {"params": [p for p in model.parameters() if id(p) not in decayed], "weight_decay": 0.0}]
        kind = torch.optim.AdamW if decay else torch.optim.Adam
        self.models[stage] = model, kind([g for g in groups if g["params"]], lr=optimizer["lr"],
                                         betas=tuple(optimizer["betas"]), eps=optimizer.get("eps", 1e-8))
        self.clip[stage] = optimizer.get("clip", 0.0)
        return {"parameters": sum(p.numel() for p in model.parameters())}

    def give(self, path):
        """Inputs of the works, by name: images, top, bottom, labels."""
        self.inputs = safetensors_file.read(path)
        return {"inputs": {name: list(tensor.shape) for name, tensor in self.inputs.items()}}

    def tune(self, work, **options):
        """Tries thread counts and remembers the fastest for this work: [libtorch's own, the BLAS library's]."""
        cores = os.cpu_count()
        choices = [(1, 1), (cores, cores)] + ([(cores, 1)] if self.openblas else [])
        medians = {}
        for threads in choices:
            self.set_threads(threads)
            timed(WORKS[work], self, options)
            medians[threads] = statistics.median(timed(WORKS[work], self, options)[0] for _ in range(5))
        best = self.threads[key(work, options)] = min(medians, key=medians.get)
        return {"threads": best,
                "tried": [{"threads": threads, "seconds": seconds} for threads, seconds in medians.items()]}

    def run(self, work, repeat=1, output=None, **options):
        """Runs a work, answers with the seconds of each repetition; the last one's outputs go to a safetensors file."""
        self.set_threads(self.threads.get(key(work, options), (1, 1)))
        seconds, outputs = [], {}
        for _ in range(repeat):
            took, outputs = timed(WORKS[work], self, options)
            seconds.append(took)
        if output:
            safetensors_file.write(output, outputs)
        return {"seconds": seconds}

    def set_threads(self, threads):
        torch.set_num_threads(threads[0])
        if self.openblas is not None:
            self.openblas.openblas_set_num_threads(threads[1])


def key(work, options):
    return json.dumps([work, options], sort_keys=True)


def openblas():
    """OpenBLAS with its own threads does not follow torch.set_num_threads."""
    try:
        return ctypes.CDLL("libopenblas.so.0")
    except OSError:
        return None


def timed(work, worker, options):
    begin = time.perf_counter()
    outputs = work(worker, **options)
    return time.perf_counter() - begin, outputs


def encode(worker):
    model = worker.models["tokenizer"][0].eval()
    with torch.inference_mode():
        _, codes, _ = model.encode(worker.inputs["images"])
    return {"top": codes[0], "bottom": codes[1]}


def decode(worker):
    model = worker.models["tokenizer"][0].eval()
    with torch.inference_mode():
        return {"images": model.decode_codes(worker.inputs["code_top"], worker.inputs["code_bottom"])}


def train_tokenizer(worker):
    loss = worker.models["tokenizer"][0].train().loss(worker.inputs["images"])
    return {"loss": step(worker, "tokenizer", loss)}


def train_prior(worker):
    given = worker.inputs
    loss, _, _ = worker.models["prior"][0].train().loss(given["top"], given["bottom"], given.get("labels"))
    return {"loss": step(worker, "prior", loss)}


def step(worker, stage, loss):
    model, optimizer = worker.models[stage]
    optimizer.zero_grad()
    loss.backward()
    if worker.clip[stage] > 0:
        torch.nn.utils.clip_grad_norm_(model.parameters(), worker.clip[stage])
    optimizer.step()
    return loss.detach()


def logits(worker):
    model, given = worker.models["prior"][0].eval(), worker.inputs
    with torch.inference_mode():
        top, bottom = model(given["top"], given["bottom"], given.get("labels"))
    return {"top": top, "bottom": bottom}


def sample(worker, count, top_k=None, top_p=None, temperature=1.0):
    model = worker.models["prior"][0].eval()
    labels = worker.inputs.get("labels")
    top, bottom = model.sample(count, None if labels is None else labels[:count],
                               (temperature, temperature), (top_k, top_k), (top_p, top_p))
    return {"top": top, "bottom": bottom}


WORKS = {"encode": encode, "decode": decode, "train_tokenizer": train_tokenizer,
         "train_prior": train_prior, "logits": logits, "sample": sample}


def main():
    worker = Worker()
    for line in sys.stdin:
        command = json.loads(line)
        name = command.pop("command")
        if name == "exit":
            break
        try:
            answer = getattr(worker, name)(**command)
        except Exception as error:  # the harness shows it and stops
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

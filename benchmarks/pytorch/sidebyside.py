"""Worker of the side-by-side benchmark: one JSON command a line on stdin, one JSON answer a line on stdout (README.md)."""
import collections
import ctypes
import gc
import itertools
import json
import os
import platform
import statistics
import sys
import time

import torch

import memory
import safetensors_file
from hqtransformer import HqTransformer
from hqvae import HqVae
from layers import Decoder
from pixelsnail import PixelSnail
from rqtransformer import RqTransformer
from rqvae import RqVae
from vqgan import Adversary, VqGan

KINDS = {"hqvae": HqVae, "rqvae": RqVae, "vqgan": VqGan, "adversary": Adversary, "hqtransformer": HqTransformer,
         "rqtransformer": RqTransformer, "pixelsnail": PixelSnail}
LAYOUTS = {"rows": torch.contiguous_format, "channels_last": torch.channels_last}


class Worker:
    def __init__(self):
        self.models, self.optimizers, self.clip, self.inputs, self.settings = {}, {}, {}, {}, {}
        self.openblas, self.layout = openblas(), None

    def hello(self):
        return {"python": platform.python_version(), "torch": torch.__version__,
                "separate_blas_threads": self.openblas is not None}

    def load(self, stage, kind, config, optimizer, weights=None):
        """Builds the network of a stage, with its optimizer; weights come from a safetensors file."""
        model = KINDS[kind](**config)
        if weights:
            target = model.discriminator if kind == "adversary" else model
            target.load_state_dict({our_name(name): value for name, value in safetensors_file.read(weights).items()})
        decayed = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.Linear)}
        decay = optimizer.get("weight_decay", 0.0)
        groups = [{"params": [p for p in model.parameters() if id(p) in decayed], "weight_decay": decay},
                  {"params": [p for p in model.parameters() if id(p) not in decayed], "weight_decay": 0.0}]
        adam = torch.optim.AdamW if decay else torch.optim.Adam
        self.models[stage] = model
        self.optimizers[stage] = adam([g for g in groups if g["params"]], lr=optimizer["lr"],
                                      betas=tuple(optimizer["betas"]), eps=optimizer.get("eps", 1e-8))
        self.clip[stage] = optimizer.get("clip", 0.0)
        self.layout = None
        return {"parameters": sum(p.numel() for p in model.parameters())}

    def unload(self):
        """Lets go of all networks and inputs."""
        for held in (self.models, self.optimizers, self.clip, self.inputs, self.settings):
            held.clear()
        gc.collect()
        return {}

    def give(self, path):
        """Inputs of the works, by name: images, codes, top, bottom, labels."""
        self.inputs, self.layout = safetensors_file.read(path), None
        return {"inputs": {name: list(tensor.shape) for name, tensor in self.inputs.items()}}

    def tune(self, work, **options):
        """Tries thread counts, and for works on images memory formats, and remembers the fastest for this work."""
        cores = len(os.sched_getaffinity(0))
        threads = [(1, 1), (cores, cores)] + ([(cores, 1)] if self.openblas else [])
        threads = threads if cores > 1 else [(1, 1)]
        layouts = list(LAYOUTS) if work in ON_IMAGES else ["rows"]
        tried = []
        for layout, (own, blas) in itertools.product(layouts, threads):
            setting = {"threads": own, "blas_threads": blas, "layout": layout}
            self.apply(setting)
            timed(WORKS[work], self, options)
            tried.append((statistics.median(timed(WORKS[work], self, options)[0] for _ in range(3)), setting))
        seconds, best = min(tried, key=lambda entry: entry[0])
        return self.set(work, best, **options) | {"tried": [setting | {"seconds": seconds} for seconds, setting in tried]}

    def set(self, work, setting, **options):
        """Gives a work its setting, as tune finds it."""
        self.settings[key(work, options)] = setting
        return {"setting": setting}

    def run(self, work, repeat=1, output=None, **options):
        """Runs a work, answers with the seconds of each repetition and the processor's seconds of all; the last one's outputs go to a file."""
        self.apply(self.settings.get(key(work, options), {"threads": 1, "blas_threads": 1, "layout": "rows"}))
        seconds, outputs, begin = [], {}, time.process_time()
        for _ in range(repeat):
            took, outputs = timed(WORKS[work], self, options)
            seconds.append(took)
        processor = time.process_time() - begin
        if output:
            safetensors_file.write(output, outputs)
        return {"seconds": seconds, "processor_seconds": processor}

    def resident(self, restart=False):
        """Bytes of this process in memory: now, and the most since the last restart of the count."""
        if restart:
            memory.restart_peak()
        return {"now": memory.resident(), "peak": memory.peak()}

    def apply(self, setting):
        torch.set_num_threads(setting["threads"])
        if self.openblas is not None:
            self.openblas.openblas_set_num_threads(setting["blas_threads"])
        self.lay_out(LAYOUTS[setting["layout"]])

    def lay_out(self, layout):
        """Brings networks and images into a memory format. Optimizers begin anew, so that their state lies as the weights do."""
        if layout == self.layout:
            return
        self.layout = Decoder.layout = layout
        for model, optimizer in zip(self.models.values(), self.optimizers.values()):
            model.to(memory_format=layout)
            optimizer.zero_grad(set_to_none=True)
            optimizer.state = collections.defaultdict(dict)
        if "images" in self.inputs:
            self.inputs["images"] = self.inputs["images"].contiguous(memory_format=layout)


def our_name(name):
    """The other side's quantizers have codebooks; these are one."""
    for theirs, ours in ((".codebooks.0.", "."), (".codebook.", "."), ("quantizer.", "quantize.")):
        name = name.replace(theirs, ours)
    return name


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
    with torch.inference_mode():
        return {"codes": worker.models["tokenizer"].eval().encode(worker.inputs["images"])}


def decode(worker):
    with torch.inference_mode():
        return {"images": worker.models["tokenizer"].eval().decode(worker.inputs["codes"])}


def train_tokenizer(worker):
    loss = worker.models["tokenizer"].train().loss(worker.inputs["images"])
    return {"loss": step(worker, "tokenizer", loss)}


def train_adversarially(worker):
    model, adversary, images = worker.models["tokenizer"].train(), worker.models["critic"].train(), worker.inputs["images"]
    loss, reconstruction = adversary.generator_loss(model, images)
    loss = step(worker, "tokenizer", loss)
    return {"loss": loss, "critic_loss": step(worker, "critic", adversary.discriminator_loss(images, reconstruction))}


def train_prior(worker):
    return {"loss": step(worker, "prior", worker.models["prior"].train().loss_of(worker.inputs))}


def step(worker, stage, loss):
    optimizer = worker.optimizers[stage]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    if worker.clip[stage] > 0:
        torch.nn.utils.clip_grad_norm_(worker.models[stage].parameters(), worker.clip[stage])
    optimizer.step()
    return loss.detach()


def likelihood(worker):
    with torch.inference_mode():
        return {"log_probabilities": worker.models["prior"].eval().log_probabilities_of(worker.inputs)}


def sample(worker, count, top_k=None, top_p=None, temperature=1.0):
    return worker.models["prior"].eval().sample_of(worker.inputs, count, temperature, top_k, top_p)


ON_IMAGES = {"encode": encode, "decode": decode, "train_tokenizer": train_tokenizer, "train_adversarially": train_adversarially}
WORKS = ON_IMAGES | {"train_prior": train_prior, "likelihood": likelihood, "sample": sample}


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

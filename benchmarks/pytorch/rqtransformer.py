"""RQ-Transformer: a spatial and a depth transformer (Lee, Kim, Kim, Cho, Han 2022, section 3.2), with the codebook vectors of its RQ-VAE as input."""
import torch
from torch import nn
import torch.nn.functional as F

from decoding import Decoding
from hqtransformer import Block, closed, draw


class Stack(nn.Module):
    def __init__(self, layers, d, heads, dropout):
        super().__init__()
        self.blocks = nn.ModuleList(Block(d, heads, dropout, quick_gelu=False) for _ in range(layers))

    def forward(self, x, mask):
        for block in self.blocks:
            x = block(x, mask)
        return x


class RqTransformer(nn.Module):
    """Codes (N, T, D): T positions in raster order, D codes each, all of one codebook. A class begins the sequence."""

    def __init__(self, codes, code_dim, positions, depth, embed_dim, n_layers, n_heads, head_layers, n_classes, resid_pdrop=0.1):
        super().__init__()
        d, self.positions, self.depth = embed_dim, positions, depth
        self.register_buffer("codebook", torch.zeros(codes, code_dim), persistent=False)  # the tokenizer's, given later
        self.cond_emb = nn.Embedding(n_classes, d)
        self.pos_emb_cond = nn.Parameter(torch.randn(1, 1, d) * 0.02)
        self.pos_emb_hw = nn.Parameter(torch.randn(1, positions, d) * 0.02)
        self.pos_emb_d = nn.Parameter(torch.randn(1, depth, d) * 0.02)
        self.input_mlp = nn.Linear(code_dim, d)
        self.head_mlp = nn.Linear(code_dim, d)
        self.body_transformer = Stack(n_layers, d, n_heads, resid_pdrop)
        self.head_transformer = Stack(head_layers, d, n_heads, resid_pdrop)
        self.classifier = nn.Sequential()
        self.classifier.add_module("layer_norm", nn.LayerNorm(d))
        self.classifier.add_module("linear", nn.Linear(d, codes))
        self.register_buffer("body_mask", closed(torch.ones(positions, positions).tril().bool()), persistent=False)
        self.register_buffer("head_mask", closed(torch.ones(depth, depth).tril().bool()), persistent=False)
        self.decoding = Decoding()

    def train(self, mode=True):
        if mode:
            self.decoding = Decoding()  # its weights are copies
        return super().train(mode)

    def start(self, labels):  # (N,) -> (N, 1, d)
        return self.cond_emb(labels).unsqueeze(1) + self.pos_emb_cond

    def forward(self, codes, labels):
        """Teacher-forced logits (N, T, D, K)."""
        n, t, depth = codes.shape
        vectors = F.embedding(codes, self.codebook)  # (N, T, D, code_dim)
        before = self.input_mlp(vectors[:, :-1]).sum(2) + self.pos_emb_hw[:, :-1]
        h = self.body_transformer(torch.cat([self.start(labels), before], dim=1), self.body_mask)  # (N, T, d)
        sums = self.head_mlp(vectors[:, :, :-1].cumsum(2))  # (N, T, D - 1, d)
        x = torch.cat([h.unsqueeze(2), sums], dim=2) + self.pos_emb_d
        x = self.head_transformer(x.view(n * t, depth, -1), self.head_mask)
        return self.classifier(x).view(n, t, depth, -1)

    def loss(self, codes, labels):
        return F.cross_entropy(self(codes, labels).flatten(0, 2), codes.flatten())

    @torch.inference_mode()
    def sample(self, labels, temperature=1.0, top_k=None, top_p=None, generator=None):
        """Draws code maps (N, T, D) with static key/value caches."""
        n = labels.shape[0]
        codes = torch.zeros(n, self.positions, self.depth, dtype=torch.long)
        body, head = self.decoding.of(n, (self.body_transformer.blocks, self.positions), (self.head_transformer.blocks, self.depth))
        x = self.start(labels)
        for p in range(self.positions):
            if p > 0:
                x = (self.input_mlp(vectors).sum(1) + self.pos_emb_hw[:, p - 1]).view(n, 1, -1)
            for block in body:
                x = block(x, past=p)
            for j in range(self.depth):
                if j > 0:
                    x = self.head_mlp(F.embedding(codes[:, p, :j], self.codebook).sum(1)).view(n, 1, -1)
                x = x + self.pos_emb_d[:, j]
                for block in head:
                    x = block(x, past=j)
                codes[:, p, j] = draw(self.classifier(x[:, 0]), temperature, top_k, top_p, generator)
            vectors = F.embedding(codes[:, p], self.codebook)  # (N, D, code_dim)
        return codes

    def loss_of(self, given):
        self.codebook = given["codebook"]
        return self.loss(given["codes"], given["labels"])

    def log_probabilities_of(self, given):
        """Of every code: (codes of all images,)."""
        self.codebook = given["codebook"]
        logits = self(given["codes"], given["labels"])
        return -F.cross_entropy(logits.flatten(0, 2), given["codes"].flatten(), reduction="none")

    def sample_of(self, given, count, temperature, top_k, top_p):
        self.codebook = given["codebook"]
        return {"codes": self.sample(given["labels"][:count], temperature, top_k, top_p)}

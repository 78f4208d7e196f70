"""HQ-Transformer with two levels and the parallel head (You, Kim, Kim, Lee, Han 2022, section 3.2)."""
import math

import torch
from torch import nn
import torch.nn.functional as F

from decoding import Decoding


class Attention(nn.Module):
    def __init__(self, d, heads, dropout):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)

    def split(self, x):  # (N, S, d) -> (N, heads, S, d / heads)
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, mask=None):
        n, s, d = x.shape
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(2, 3) * (d // self.heads) ** -0.5  # (N, heads, S, S)
        if mask is not None:
            scores = scores + mask
        mixed = (torch.softmax(scores, dim=3) @ v).transpose(1, 2).reshape(n, s, d)
        return self.dropout(self.proj(mixed))


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, d, heads, dropout, quick_gelu):
        super().__init__()
        self.ln1 = nn.LayerNorm(d)
        self.ln2 = nn.LayerNorm(d)
        self.attn = Attention(d, heads, dropout)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), QuickGelu() if quick_gelu else nn.GELU(),
                                 nn.Linear(4 * d, d), nn.Dropout(dropout))

    def forward(self, x, mask=None):
        x = x + self.attn(self.ln1(x), mask)
        return x + self.mlp(self.ln2(x))


def closed(allowed):
    """Additive mask: 0 where allowed, -inf elsewhere."""
    return torch.zeros(allowed.shape).masked_fill(~allowed, -math.inf)


class HqTransformer(nn.Module):
    """Codes: top (N, T) raster; bottom (N, T, 4), the 2x2 block below each top position, row by row."""

    def __init__(self, vocab_top, vocab_bottom, side, embed_dim, n_layers, n_heads, head_layers,
                 embedding_type="transformer1", position_embedding="1d", ctx_len_img=None, n_classes=None,
                 resid_pdrop=0.1, embd_pdrop=0.0, gelu_use_approx=False):
        super().__init__()
        d, self.side, self.embedding_type, self.n_heads = embed_dim, side, embedding_type, n_heads
        context = ctx_len_img or side * side
        self.position_embedding = position_embedding

        self.tok_emb_top = nn.Embedding(vocab_top, d)
        self.tok_emb_bot = nn.Embedding(vocab_bottom, d // 4 if embedding_type == "reduce" else d)
        if position_embedding == "1d":
            self.pos_emb_top = nn.Embedding(context, d)
        else:
            self.pos_emb_top_h = nn.Embedding(math.isqrt(context), d)
            self.pos_emb_top_w = nn.Embedding(math.isqrt(context), d)
        self.sos = nn.Parameter(torch.randn(1, 1, d)) if n_classes is None else nn.Embedding(n_classes, d)
        if embedding_type == "multiple":
            self.pos_emb_bot = nn.Parameter(torch.randn(1, 1, d, 4))
        if embedding_type.startswith("transformer"):
            self.pos_emb_emb = nn.Embedding(5, d)
            count = int(embedding_type[len("transformer"):]) - 1  # the name counts the mean as one
            self.emb_blocks = nn.ModuleList(Block(d, n_heads, resid_pdrop, gelu_use_approx) for _ in range(count))
        self.drop = nn.Dropout(embd_pdrop)
        self.blocks = nn.ModuleList(Block(d, n_heads, resid_pdrop, gelu_use_approx) for _ in range(n_layers))
        self.ln_f = nn.LayerNorm(d)

        self.tok_emb_top_depth = nn.Embedding(vocab_top, d)
        self.tok_emb_bot_depth = nn.Embedding(vocab_bottom, d)  # unused by the parallel head, kept for the names
        self.pos_emb_depth = nn.Embedding(5, d)
        self.sos_depth = nn.Parameter(torch.randn(1, 1, d))
        self.depths = nn.ModuleList(Block(d, n_heads, resid_pdrop, gelu_use_approx) for _ in range(head_layers))
        self.ln_top, self.head_top = nn.LayerNorm(d), nn.Linear(d, vocab_top, bias=False)
        self.ln_bot, self.head_bot = nn.LayerNorm(d), nn.Linear(d, vocab_bottom, bias=False)

        t = side * side
        self.register_buffer("causal_mask", closed(torch.ones(t, t).tril().bool()), persistent=False)
        parallel = torch.ones(5, 5).bool()
        parallel[0, 1:] = False  # the top slot sees itself only
        self.register_buffer("parallel_mask", closed(parallel), persistent=False)
        self.apply(self.initialise)
        self.decoding = Decoding()

    def train(self, mode=True):
        if mode:
            self.decoding = Decoding()  # its weights are copies
        return super().train(mode)

    @staticmethod
    def initialise(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def positions(self, index):  # (S,) -> (S, d)
        if self.position_embedding == "1d":
            return self.pos_emb_top(index)
        return self.pos_emb_top_h(index // self.side) + self.pos_emb_top_w(index % self.side)

    def embed(self, top, bottom, index):
        """Local pyramids top (N, S), bottom (N, S, 4) at raster positions index (S,) -> (N, S, d)."""
        n, s = top.shape
        placed = self.tok_emb_top(top) + self.positions(index)  # (N, S, d)
        below = self.tok_emb_bot(bottom)  # (N, S, 4, d), or d / 4 channels for 'reduce'
        if self.embedding_type == "reduce":
            return placed + below.transpose(2, 3).reshape(n, s, -1)
        if self.embedding_type == "multiple":
            return placed + (below.transpose(2, 3) * self.pos_emb_bot).sum(3)
        slots = torch.cat([placed.unsqueeze(2), below], dim=2) + self.pos_emb_emb.weight  # (N, S, 5, d)
        slots = slots.view(n * s, 5, -1)
        for block in self.emb_blocks:
            slots = block(slots)
        return slots.mean(1).view(n, s, -1)

    def start(self, n, labels):  # (N, 1, d)
        return self.sos.expand(n, 1, -1) if labels is None else self.sos(labels).unsqueeze(1)

    def hidden(self, top, bottom, labels=None):
        """What the main transformer says about each position: (N, T, d)."""
        n, t = top.shape
        before = self.embed(top[:, :-1], bottom[:, :-1], torch.arange(t - 1))
        x = self.drop(torch.cat([self.start(n, labels), before], dim=1))
        for block in self.blocks:
            x = block(x, self.causal_mask)
        return self.ln_f(x)

    def forward(self, top, bottom, labels=None):
        """Teacher-forced logits: top (N, T, K), bottom (N, T, 4, K)."""
        n, t = top.shape
        h = self.hidden(top, bottom, labels)
        given = self.tok_emb_top_depth(top).unsqueeze(2) + self.pos_emb_depth.weight[:4]  # (N, T, 4, d)
        x = torch.cat([(h + self.sos_depth).unsqueeze(2), given], dim=2).view(n * t, 5, -1)
        for block in self.depths:
            x = block(x, self.parallel_mask)
        logits_top = self.head_top(self.ln_top(x[:, 0])).view(n, t, -1)
        logits_bottom = self.head_bot(self.ln_bot(x[:, 1:])).view(n, t, 4, -1)
        return logits_top, logits_bottom

    def loss(self, top, bottom, labels=None, soft_top=None, soft_bottom=None, weight_bottom=4.0):
        """Cross-entropy of the top + 4 times that of the bottom; soft targets replace the codes where given."""
        logits_top, logits_bottom = self(top, bottom, labels)
        target_top = top.flatten() if soft_top is None else soft_top.flatten(0, 1)
        target_bottom = bottom.flatten() if soft_bottom is None else soft_bottom.flatten(0, 2)
        loss_top = F.cross_entropy(logits_top.flatten(0, 1), target_top)
        loss_bottom = F.cross_entropy(logits_bottom.flatten(0, 2), target_bottom)
        return loss_top + weight_bottom * loss_bottom, loss_top, loss_bottom

    @torch.inference_mode()
    def sample(self, n, labels=None, temperature=(1.0, 1.0), top_k=(None, None), top_p=(None, None), generator=None):
        """Draws n code pyramids with static key/value caches: top (N, T), bottom (N, T, 4)."""
        t = self.side * self.side
        top = torch.zeros(n, t, dtype=torch.long)
        bottom = torch.zeros(n, t, 4, dtype=torch.long)
        main, head = self.decoding.of(n, (self.blocks, t), (self.depths, 5))
        x = self.start(n, labels)
        for p in range(t):
            if p > 0:
                x = self.embed(top[:, p - 1:p], bottom[:, p - 1:p], torch.arange(p - 1, p))
            for block in main:
                x = block(x, past=p)
            x = self.ln_f(x) + self.sos_depth
            for block in head:
                x = block(x)
            logits = self.head_top(self.ln_top(x[:, 0]))
            top[:, p] = draw(logits, temperature[0], top_k[0], top_p[0], generator)
            x = self.tok_emb_top_depth(top[:, p:p + 1]) + self.pos_emb_depth.weight[:4]  # (N, 4, d)
            for block in head:
                x = block(x, past=1)
            logits = self.head_bot(self.ln_bot(x)).flatten(0, 1)
            bottom[:, p] = draw(logits, temperature[1], top_k[1], top_p[1], generator).view(n, 4)
        return top, bottom

    def loss_of(self, given):
        return self.loss(given["top"], given["bottom"], given.get("labels"))[0]

    def log_probabilities_of(self, given):
        """Of every code, top ones first: (codes of all images,)."""
        logits = self(given["top"], given["bottom"], given.get("labels"))
        return torch.cat([-F.cross_entropy(logits[0].flatten(0, 1), given["top"].flatten(), reduction="none"),
                          -F.cross_entropy(logits[1].flatten(0, 2), given["bottom"].flatten(), reduction="none")])

    def sample_of(self, given, count, temperature, top_k, top_p):
        labels = given.get("labels")
        top, bottom = self.sample(count, None if labels is None else labels[:count],
                                  (temperature, temperature), (top_k, top_k), (top_p, top_p))
        return {"top": top, "bottom": bottom}


def draw(logits, temperature=1.0, top_k=None, top_p=None, generator=None):
    """logits (M, K) -> codes (M,): temperature, top-k (ties stay), softmax, top-p, one draw."""
    return torch.multinomial(filter_probabilities(logits, temperature, top_k, top_p), 1, generator=generator).squeeze(1)


def filter_probabilities(logits, temperature=1.0, top_k=None, top_p=None):
    logits = logits / temperature
    if top_k is not None and top_k < logits.shape[1]:
        smallest = logits.topk(top_k, dim=1).values[:, -1:]
        logits = logits.masked_fill(logits < smallest, -math.inf)
    probabilities = torch.softmax(logits, dim=1)
    if top_p is not None:
        ordered, order = probabilities.sort(dim=1, descending=True)
        cut = ordered.cumsum(1) - ordered >= top_p
        cut[:, 0] = False
        probabilities = probabilities.scatter(1, order, ordered.masked_fill(cut, 0.0))
        probabilities = probabilities / probabilities.sum(1, keepdim=True)
    return probabilities


def blocks_of(raster, side):
    """Bottom codes (N, 2 side, 2 side) -> (N, T, 4): the 2x2 block below each top position."""
    n = raster.shape[0]
    return raster.view(n, side, 2, side, 2).permute(0, 1, 3, 2, 4).reshape(n, side * side, 4)


def raster_of(blocks, side):
    n = blocks.shape[0]
    return blocks.view(n, side, side, 2, 2).permute(0, 1, 3, 2, 4).reshape(n, 2 * side, 2 * side)

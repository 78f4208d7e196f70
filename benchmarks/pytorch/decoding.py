"""Transformer blocks for decoding: one product for query, key and value, keys and values in memory that is allocated once."""
import torch
import torch.nn.functional as F


class StaticBlock:
    """A block whose keys and values of up to `length` positions are kept for `n` rows."""

    def __init__(self, block, n, length):
        attn = block.attn
        parts = [attn.query, attn.key, attn.value]
        self.weight = torch.cat([part.weight for part in parts])  # (3 d, d)
        self.bias = torch.cat([part.bias for part in parts])
        self.block, self.heads, d = block, attn.heads, attn.proj.in_features
        self.scale = (d // self.heads) ** -0.5
        self.keys = torch.empty(n * self.heads, length, d // self.heads)
        self.values = torch.empty(n * self.heads, length, d // self.heads)

    def __call__(self, x, past=0, mask=None):
        """New positions x (N, S, d) behind `past` others; they see each other where there is no mask."""
        n, s, d = x.shape
        block, end = self.block, past + s
        mixed = F.linear(block.ln1(x), self.weight, self.bias)
        q, k, v = mixed.view(n, s, 3, self.heads, -1).permute(2, 0, 3, 1, 4).reshape(3, n * self.heads, s, -1)
        self.keys[:, past:end] = k
        self.values[:, past:end] = v
        scores = torch.bmm(q * self.scale, self.keys[:, :end].transpose(1, 2))  # (N heads, S, past + S)
        if mask is not None:
            scores += mask
        mixed = torch.bmm(torch.softmax(scores, dim=2), self.values[:, :end])
        mixed = mixed.view(n, self.heads, s, -1).transpose(1, 2).reshape(n, s, d)
        x = x + block.attn.proj(mixed)
        return x + block.mlp(block.ln2(x))


class Decoding:
    """The static blocks of a network, kept as long as the number of rows stays the same and its weights do."""

    def __init__(self):
        self.key, self.stacks = None, ()

    def of(self, n, *stacks):
        """Stacks are pairs of blocks and positions."""
        key = (n, [(id(blocks), length) for blocks, length in stacks])
        if self.key != key:
            self.stacks = [[StaticBlock(block, n, length) for block in blocks] for blocks, length in stacks]
            self.key = key
        return self.stacks

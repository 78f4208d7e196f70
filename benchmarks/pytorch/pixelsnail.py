"""PixelSNAIL over one map of codes, sampled as the usual program does it: for each code the whole network again over the rows so far."""
import torch
import torch.nn.functional as F
from torch import nn


class Normed(nn.Module):
    """A weight of a direction and a length for each output."""

    def __init__(self, *shape, bias=True):
        super().__init__()
        self.weight_v = nn.Parameter(torch.randn(shape) * 0.05)
        self.weight_g = nn.Parameter(torch.ones(shape[0], *[1] * (len(shape) - 1)))
        self.bias = nn.Parameter(torch.zeros(shape[0])) if bias else None
        self.folded = None

    def weight(self, seen=None):
        """The product of both, made once where nothing is trained."""
        if self.folded is not None and not torch.is_grad_enabled():
            return self.folded
        v = self.weight_v if seen is None else self.weight_v * seen
        w = self.weight_g * v / v.flatten(1).norm(dim=1).view_as(self.weight_g)
        self.folded = None if torch.is_grad_enabled() else w
        return w


class Conv(nn.Module):
    """A convolution that keeps the size of the map."""

    def __init__(self, inputs, outputs, kernel, bias=True):
        super().__init__()
        self.conv, self.padding = Normed(outputs, inputs, kernel, kernel, bias=bias), kernel // 2

    def forward(self, x):
        return F.conv2d(x, self.conv.weight(), self.conv.bias, padding=self.padding)


class CausalConv(nn.Module):
    """A convolution of what comes before: rows above, and in its own row what lies to the left."""

    def __init__(self, inputs, outputs, rows, columns, left, hides_itself=False):
        super().__init__()
        self.conv = nn.Module()
        self.conv.conv = Normed(outputs, inputs, rows, columns)
        self.padding, self.seen = (left, columns - 1 - left, rows - 1, 0), None
        if hides_itself:
            self.seen = torch.ones(1, 1, rows, columns)
            self.seen[:, :, -1, left:] = 0

    def forward(self, x):
        kernel = self.conv.conv
        return F.conv2d(F.pad(x, self.padding), kernel.weight(self.seen), kernel.bias)


class GatedBlock(nn.Module):
    def __init__(self, channels, hidden, kernel, causal=False, auxiliary=0, told=0, dropout=0.0):
        super().__init__()
        def conv(inputs, outputs):
            return CausalConv(inputs, outputs, kernel, kernel, kernel // 2, hides_itself=True) if causal else Conv(inputs, outputs, kernel)
        self.conv1, self.conv2, self.dropout = conv(channels, hidden), conv(hidden, 2 * channels), nn.Dropout(dropout)
        self.aux_conv = Conv(auxiliary, hidden, 1) if auxiliary else None
        self.condition = Conv(told, 2 * channels, 1, bias=False) if told else None

    def forward(self, x, auxiliary=None, told=None):
        h = self.conv1(F.elu(x))
        if auxiliary is not None:
            h = h + self.aux_conv(F.elu(auxiliary))
        h = self.conv2(self.dropout(F.elu(h)))
        if told is not None:
            h = h + self.condition(told)
        return F.glu(h, dim=1) + x


class Attention(nn.Module):
    def __init__(self, queries, keys, channels, heads):
        super().__init__()
        self.query, self.key, self.value, self.heads = Normed(channels, queries), Normed(channels, keys), Normed(channels, keys), heads
        self.unseen = torch.ones(0, 0)

    def forward(self, asking, asked):
        n, _, height, width = asked.shape
        def split(layer, x):
            return F.linear(x.flatten(2).transpose(1, 2), layer.weight(), layer.bias).view(n, height * width, self.heads, -1).transpose(1, 2)
        q, k, v = split(self.query, asking), split(self.key, asked), split(self.value, asked)
        if len(self.unseen) < height * width:
            self.unseen = torch.ones(height * width, height * width).triu().bool()
        scores = (q @ k.transpose(2, 3) / q.shape[3] ** 0.5).masked_fill_(self.unseen[:height * width, :height * width], -1e4)
        weights = scores.softmax(3)
        weights = torch.cat([weights[:, :, :1] * 0, weights[:, :, 1:]], 2)  # the first position sees nothing
        return (weights @ v).transpose(2, 3).reshape(n, -1, height, width)


class Block(nn.Module):
    def __init__(self, channels, hidden, kernel, residual_blocks, attention, heads, told, dropout):
        super().__init__()
        self.resblocks = nn.ModuleList(GatedBlock(channels, hidden, kernel, causal=True, told=told, dropout=dropout) for _ in range(residual_blocks))
        self.causal_attention = None
        if attention:
            self.key_resblock = GatedBlock(2 * channels + 2, channels, 1, dropout=dropout)
            self.query_resblock = GatedBlock(channels + 2, channels, 1, dropout=dropout)
            self.causal_attention = Attention(channels + 2, 2 * channels + 2, channels // 2, heads)
            self.out_resblock = GatedBlock(channels, channels, 1, auxiliary=channels // 2, dropout=dropout)
        else:
            self.out = Conv(channels + 2, channels, 1)

    def forward(self, x, places, told):
        near = x
        for block in self.resblocks:
            near = block(near, told=told)
        if self.causal_attention is None:
            return self.out(torch.cat([near, places], 1))
        keys = self.key_resblock(torch.cat([x, near, places], 1))
        queries = self.query_resblock(torch.cat([near, places], 1))
        return self.out_resblock(near, auxiliary=self.causal_attention(queries, keys))


class Network(nn.Module):
    def __init__(self, side, codes, channels, hidden, kernel, blocks, residual_blocks, attention, heads, output_blocks, told, dropout):
        super().__init__()
        self.horizontal = CausalConv(codes, channels, kernel // 2, kernel, kernel // 2)
        self.vertical = CausalConv(codes, channels, (kernel + 1) // 2, kernel // 2, kernel // 2 - 1)
        self.register_buffer("background", torch.zeros(1, 2, side, side))
        self.blocks = nn.ModuleList(Block(channels, hidden, kernel, residual_blocks, attention, heads, told, dropout) for _ in range(blocks))
        self.out = nn.Sequential(*[GatedBlock(channels, hidden, 1, dropout=dropout) for _ in range(output_blocks)], nn.ELU(), Conv(channels, codes, 1))

    def forward(self, one_hot, told):
        rows, width = one_hot.shape[2:]
        near = F.pad(self.horizontal(one_hot), (0, 0, 1, 0))[:, :, :rows] + F.pad(self.vertical(one_hot), (1, 0))[:, :, :, :width]
        places = self.background[:, :, :rows].expand(len(one_hot), -1, -1, -1)
        for block in self.blocks:
            near = block(near, places, told)
        return self.out(near)


class PixelSnail(nn.Module):
    """A prior over side x side codes, told of a class."""

    def __init__(self, side, codes, classes, told, **network):
        super().__init__()
        self.side, self.codes = side, codes
        self.condition = nn.Module()
        self.condition.label = nn.Embedding(classes, told)
        self.network = Network(side, codes, told=told, **network)

    def told(self, labels):
        return self.condition.label(labels)[:, :, None, None]

    def one_hot(self, codes):
        return F.one_hot(codes.view(-1, self.side, self.side), self.codes).permute(0, 3, 1, 2).float()

    def loss_of(self, inputs):
        logits = self.network(self.one_hot(inputs["codes"]), self.told(inputs["labels"]))
        return F.cross_entropy(logits.flatten(2), inputs["codes"].flatten(1))

    def log_probabilities_of(self, inputs):
        logits = self.network(self.one_hot(inputs["codes"]), self.told(inputs["labels"]))
        return logits.flatten(2).log_softmax(1).gather(1, inputs["codes"].flatten(1).unsqueeze(1)).squeeze(1)

    @torch.inference_mode()
    def sample_of(self, inputs, count, temperature=1.0, top_k=None, top_p=None):
        told = self.told(inputs["labels"][:count])
        codes = torch.zeros(count, self.side * self.side, dtype=torch.long)
        one_hot = torch.zeros(count, self.codes, self.side, self.side)
        for position in range(self.side * self.side):
            row, column = divmod(position, self.side)
            logits = self.network(one_hot[:, :, :row + 1], told)[:, :, row, column] / temperature
            drawn = logits.argmax(1) if top_k == 1 else torch.multinomial(logits.softmax(1), 1).squeeze(1)
            codes[:, position] = drawn
            one_hot[:, :, row, column] = F.one_hot(drawn, self.codes).float()
        return {"codes": codes}

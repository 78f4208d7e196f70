"""Blocks that the tokenizers share (Esser, Rombach, Ommer 2021, appendix A; spec: vqgan.md section 1)."""
import torch
from torch import nn
import torch.nn.functional as F


def norm(channels):
    return nn.GroupNorm(32, channels, eps=1e-6)


class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, dropout=0.0):
        super().__init__()
        self.norm1 = norm(in_channels)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.norm2 = norm(out_channels)
        self.dropout = nn.Dropout(dropout)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        if in_channels != out_channels:
            self.nin_shortcut = nn.Conv2d(in_channels, out_channels, 1)
        else:
            self.nin_shortcut = nn.Identity()

    def forward(self, x):  # (N, C, H, W)
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(self.dropout(F.silu(self.norm2(h))))
        return self.nin_shortcut(x) + h


class AttentionBlock(nn.Module):
    """One head over all positions."""

    def __init__(self, channels):
        super().__init__()
        self.norm = norm(channels)
        self.q = nn.Conv2d(channels, channels, 1)
        self.k = nn.Conv2d(channels, channels, 1)
        self.v = nn.Conv2d(channels, channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        n, c, height, width = x.shape
        normed = self.norm(x)
        q, k, v = (f(normed).flatten(2) for f in (self.q, self.k, self.v))  # (N, C, HW)
        weights = torch.softmax(torch.bmm(q.transpose(1, 2), k) * c ** -0.5, dim=2)  # (N, HW, HW)
        mixed = torch.bmm(v, weights.transpose(1, 2)).view(n, c, height, width)
        return x + self.proj_out(mixed)


class Downsample(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x):
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class MidBlock(nn.Module):
    def __init__(self, channels, dropout, attention):
        super().__init__()
        self.block_1 = ResidualBlock(channels, channels, dropout)
        self.attn_1 = AttentionBlock(channels) if attention else nn.Identity()
        self.block_2 = ResidualBlock(channels, channels, dropout)

    def forward(self, x):
        return self.block_2(self.attn_1(self.block_1(x)))


class Level(nn.Module):
    """Residual blocks of one resolution, each followed by attention where asked for, then the resize."""

    def __init__(self, in_channels, out_channels, blocks, attention, dropout):
        super().__init__()
        self.block = nn.ModuleList(
            ResidualBlock(in_channels if j == 0 else out_channels, out_channels, dropout) for j in range(blocks))
        self.attn = nn.ModuleList(AttentionBlock(out_channels) for _ in range(blocks if attention else 0))

    def forward(self, x):
        for j, block in enumerate(self.block):
            x = block(x)
            if len(self.attn) > 0:
                x = self.attn[j](x)
        return x


class Encoder(nn.Module):
    """With use_init_downsample the first convolution halves the picture, yet `resolution` counts on as if it had not."""

    def __init__(self, ch, ch_mult, num_res_blocks, attn_resolutions, resolution, z_channels,
                 in_channels=3, pdrop=0.0, use_init_downsample=True, use_mid_block=True, use_attn=True, **_):
        super().__init__()
        if use_init_downsample:
            self.conv_in = nn.Conv2d(in_channels, ch, 4, stride=2, padding=1)
        else:
            self.conv_in = nn.Conv2d(in_channels, ch, 3, padding=1)
        widths = [ch] + [ch * m for m in ch_mult]
        self.down = nn.ModuleList()
        for i in range(len(ch_mult)):
            level = Level(widths[i], widths[i + 1], num_res_blocks,
                          use_attn and resolution >> i in attn_resolutions, pdrop)
            if i < len(ch_mult) - 1:
                level.downsample = Downsample(widths[i + 1])
            self.down.append(level)
        self.mid = MidBlock(widths[-1], pdrop, use_attn) if use_mid_block else nn.Identity()
        self.norm_out = norm(widths[-1])
        self.conv_out = nn.Conv2d(widths[-1], z_channels, 3, padding=1)

    def forward(self, x):
        x = self.conv_in(x)
        for i, level in enumerate(self.down):
            x = level(x)
            if i < len(self.down) - 1:
                x = level.downsample(x)
        return self.conv_out(F.silu(self.norm_out(self.mid(x))))


class Decoder(nn.Module):
    layout = torch.contiguous_format  # the memory format in which it works: code vectors put side by side come in the other one

    def __init__(self, ch, ch_mult, num_res_blocks, attn_resolutions, resolution, z_channels,
                 out_ch=3, pdrop=0.0, use_init_downsample=True, use_mid_block=True, use_attn=True, **_):
        super().__init__()
        widths = [ch * m for m in ch_mult]
        halvings = len(ch_mult) if use_init_downsample else len(ch_mult) - 1
        self.conv_in = nn.Conv2d(z_channels, widths[-1], 3, padding=1)
        self.mid = MidBlock(widths[-1], pdrop, use_attn) if use_mid_block else nn.Identity()
        levels, width = [], widths[-1]
        for step, i in enumerate(reversed(range(len(ch_mult)))):  # coarsest first
            nominal = resolution >> halvings << step
            level = Level(width, widths[i], num_res_blocks + 1,
                          use_attn and nominal in attn_resolutions, pdrop)
            width = widths[i]
            if i > 0 or use_init_downsample:
                level.upsample = Upsample(width)
            levels.insert(0, level)  # up.0 is the finest
        self.up = nn.ModuleList(levels)
        self.norm_out = norm(width)
        self.conv_out = nn.Conv2d(width, out_ch, 3, padding=1)

    def forward(self, z):
        x = self.mid(self.conv_in(z.contiguous(memory_format=self.layout)))
        for level in reversed(self.up):
            x = level(x)
            if hasattr(level, "upsample"):
                x = level.upsample(x)
        return self.conv_out(F.silu(self.norm_out(x)))

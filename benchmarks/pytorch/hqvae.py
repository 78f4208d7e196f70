"""HQ-VAE with two levels (You, Kim, Kim, Lee, Han 2022, section 3.1)."""
import torch
from torch import nn
import torch.nn.functional as F

from layers import Decoder, Encoder


class EmaCodebook(nn.Module):
    """Codebook that follows its inputs by exponential moving averages; unused codes may restart from inputs."""

    def __init__(self, codes, dim, decay=0.99, eps=1e-5, beta=0.25, restart=False):
        super().__init__()
        self.decay, self.eps, self.beta, self.restart = decay, eps, beta, restart
        table = torch.randn(codes, dim)
        self.register_buffer("embedding", table)  # (K, D)
        self.register_buffer("cluster_size", torch.zeros(codes))
        self.register_buffer("embedding_avg", table.clone())

    def forward(self, z):
        """z (N, D, H, W) -> straight-through quantised map, weighted commitment, codes (N, H, W)."""
        n, d, height, width = z.shape
        flat = z.permute(0, 2, 3, 1).reshape(-1, d)  # (NHW, D)
        codes = self.nearest(flat)
        quantised = F.embedding(codes, self.embedding).view(n, height, width, d).permute(0, 3, 1, 2)
        if self.training:
            self.update(flat.detach(), codes)
        commitment = self.beta * F.mse_loss(z, quantised.detach())
        return z + (quantised - z).detach(), commitment, codes.view(n, height, width)

    @torch.no_grad()
    def nearest(self, flat):  # (M, D) -> codes (M,), by squared distances without the vectors' own squares
        return torch.addmm(self.embedding.square().sum(1), flat, self.embedding.t(), alpha=-2.0).argmin(1)

    def codes_of(self, z):  # (N, D, H, W) -> (N, H, W)
        n, d, height, width = z.shape
        return self.nearest(z.permute(0, 2, 3, 1).reshape(-1, d)).view(n, height, width)

    @torch.no_grad()
    def update(self, flat, codes):
        k = self.cluster_size.numel()
        counts = torch.bincount(codes, minlength=k).to(flat.dtype)
        sums = torch.zeros_like(self.embedding).index_add_(0, codes, flat)
        self.cluster_size.mul_(self.decay).add_(counts, alpha=1 - self.decay)
        self.embedding_avg.mul_(self.decay).add_(sums, alpha=1 - self.decay)
        if self.restart:
            unused = (self.cluster_size < 1).unsqueeze(1)
            pick = torch.randint(flat.shape[0], (k,))
            self.embedding_avg.copy_(torch.where(unused, flat[pick], self.embedding_avg))
            self.cluster_size.copy_(torch.where(unused.squeeze(1), torch.ones(()), self.cluster_size))
        total = self.cluster_size.sum()
        smoothed = (self.cluster_size + self.eps) / (total + k * self.eps) * total
        self.embedding.copy_(self.embedding_avg / smoothed.unsqueeze(1))

    def lookup(self, codes):  # (N, H, W) -> (N, D, H, W)
        return F.embedding(codes, self.embedding).permute(0, 3, 1, 2)


class HqVae(nn.Module):
    def __init__(self, hparams, embed_dim, codes_top, codes_bottom, resize="pixelshuffle", **codebook):
        super().__init__()
        self.resize = resize
        self.encoder = Encoder(**hparams)
        self.decoder = Decoder(**hparams)
        z = hparams["z_channels"]
        self.quant_conv_b = nn.Conv2d(z, embed_dim, 1)
        self.post_quant_conv_b = nn.Conv2d(2 * embed_dim, z, 1)
        self.quantize_t = EmaCodebook(codes_top, embed_dim * (4 if resize == "pixelshuffle" else 1), **codebook)
        self.quantize_b = EmaCodebook(codes_bottom, embed_dim, **codebook)
        halvings = len(hparams["ch_mult"]) - (0 if hparams.get("use_init_downsample", True) else 1)
        self.side = hparams["resolution"] >> halvings + 1  # of the top codes

    def down(self, x):
        return F.pixel_unshuffle(x, 2) if self.resize == "pixelshuffle" else F.avg_pool2d(x, 2)

    def up(self, x):
        return F.pixel_shuffle(x, 2) if self.resize == "pixelshuffle" else F.interpolate(x, scale_factor=2.0)

    def levels(self, x):
        """x (N, 3, H, W) in [-1, 1] -> (quantised maps, codes, commitments), each (top, bottom)."""
        h = self.quant_conv_b(self.encoder(x))
        top, commit_top, codes_top = self.quantize_t(self.down(h))
        bottom, commit_bottom, codes_bottom = self.quantize_b(h - self.up(top))
        return (top, bottom), (codes_top, codes_bottom), (commit_top, commit_bottom)

    def combine(self, top, bottom):
        return self.decoder(self.post_quant_conv_b(torch.cat([self.up(top), bottom], dim=1)))

    def encode(self, x):
        """x -> codes (N, top + bottom), each level in raster order."""
        h = self.quant_conv_b(self.encoder(x))
        top = self.quantize_t.codes_of(self.down(h))
        bottom = self.quantize_b.codes_of(h - self.up(self.quantize_t.lookup(top)))
        return torch.cat([top.flatten(1), bottom.flatten(1)], dim=1)

    def decode(self, codes):
        top, bottom = codes.split([self.side ** 2, 4 * self.side ** 2], dim=1)
        return self.combine(self.quantize_t.lookup(top.reshape(-1, self.side, self.side)),
                            self.quantize_b.lookup(bottom.reshape(-1, 2 * self.side, 2 * self.side)))

    def forward(self, x):
        quantised, codes, commitments = self.levels(x)
        return self.combine(*quantised), codes, commitments

    def loss(self, x):
        """Mean squared error + commitments (already weighted by beta)."""
        reconstruction, _, commitments = self(x)
        return F.mse_loss(reconstruction, x) + commitments[0] + commitments[1]

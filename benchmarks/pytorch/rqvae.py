"""RQ-VAE with one codebook for all depths (Lee, Kim, Kim, Cho, Han 2022, section 3.1)."""
import torch
from torch import nn
import torch.nn.functional as F

from hqvae import EmaCodebook
from layers import Decoder, Encoder


class ResidualQuantizer(EmaCodebook):
    """Each depth quantises what the depths before it have left over; the codebook learns at every depth."""

    def __init__(self, codes, dim, depth, **codebook):
        super().__init__(codes, dim, **codebook)
        self.depth = depth

    def forward(self, z):
        """z (N, D, H, W) -> straight-through quantised map, weighted commitment, codes (N, H W depth)."""
        n, d, height, width = z.shape
        flat = z.permute(0, 2, 3, 1).reshape(-1, d)  # (NHW, D)
        sums, codes = self.search(flat.detach())
        commitment = self.beta * torch.stack([F.mse_loss(flat, partial) for partial in sums]).mean()
        quantised = flat + (sums[-1] - flat).detach()
        return quantised.view(n, height, width, d).permute(0, 3, 1, 2), commitment, codes.view(n, -1)

    @torch.no_grad()
    def search(self, residual):
        """Vectors (M, D) -> partial sums, one (M, D) a depth, and codes (M, depth)."""
        sums, codes = [], []
        for i in range(self.depth):
            chosen = self.nearest(residual)
            vectors = F.embedding(chosen, self.embedding)
            if self.training:
                self.update(residual, chosen)
            sums.append(vectors if i == 0 else sums[-1] + vectors)
            codes.append(chosen)
            residual = residual - vectors
        return sums, torch.stack(codes, dim=1)

    def codes_of(self, z):  # (N, D, H, W) -> (N, H W depth)
        return self.search(z.permute(0, 2, 3, 1).reshape(-1, z.shape[1]))[1].view(z.shape[0], -1)

    def lookup(self, codes):  # (N, H, W, depth) -> (N, D, H, W)
        return F.embedding(codes, self.embedding).sum(3).permute(0, 3, 1, 2)


class RqVae(nn.Module):
    def __init__(self, hparams, embed_dim, codes, depth, **codebook):
        super().__init__()
        self.encoder = Encoder(**hparams)
        self.decoder = Decoder(**hparams)
        self.quant_conv = nn.Conv2d(hparams["z_channels"], embed_dim, 1)
        self.post_quant_conv = nn.Conv2d(embed_dim, hparams["z_channels"], 1)
        self.quantize = ResidualQuantizer(codes, embed_dim, depth, **codebook)
        self.side = hparams["resolution"] >> (len(hparams["ch_mult"]) - 1)

    def encode(self, x):
        """x (N, 3, H, W) in [-1, 1] -> codes (N, h w depth)."""
        return self.quantize.codes_of(self.quant_conv(self.encoder(x)))

    def decode(self, codes):
        return self.decoder(self.post_quant_conv(self.quantize.lookup(codes.view(-1, self.side, self.side, self.quantize.depth))))

    def forward(self, x):
        quantised, commitment, codes = self.quantize(self.quant_conv(self.encoder(x)))
        return self.decoder(self.post_quant_conv(quantised)), commitment, codes

    def loss(self, x):
        """Mean squared error + commitment (already weighted by beta)."""
        reconstruction, commitment, _ = self(x)
        return F.mse_loss(reconstruction, x) + commitment

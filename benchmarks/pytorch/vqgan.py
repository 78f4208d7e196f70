"""VQGAN (Esser, Rombach, Ommer 2021, section 3.1): tokenizer, PatchGAN discriminator and their losses, without the perceptual one."""
import torch
from torch import nn
import torch.nn.functional as F

from layers import Decoder, Encoder


class VectorQuantizer(nn.Module):
    """Codebook that learns by gradient; beta weighs the commitment."""

    def __init__(self, codes, dim, beta=0.25):
        super().__init__()
        self.beta = beta
        self.weight = nn.Parameter(torch.empty(codes, dim).uniform_(-1 / codes, 1 / codes))  # (K, D)

    def forward(self, z):
        """z (N, D, H, W) -> straight-through quantised map, weighted loss, codes (N, H W)."""
        n, d, height, width = z.shape
        flat = z.permute(0, 2, 3, 1).reshape(-1, d)  # (NHW, D)
        codes = self.nearest(flat)
        nearest = F.embedding(codes, self.weight)
        loss = F.mse_loss(nearest, flat.detach()) + self.beta * F.mse_loss(flat, nearest.detach())
        quantised = flat + (nearest - flat).detach()
        return quantised.view(n, height, width, d).permute(0, 3, 1, 2), loss, codes.view(n, -1)

    @torch.no_grad()
    def nearest(self, flat):  # (M, D) -> codes (M,), by squared distances without the vectors' own squares
        return torch.addmm(self.weight.square().sum(1), flat, self.weight.t(), alpha=-2.0).argmin(1)

    def codes_of(self, z):  # (N, D, H, W) -> (N, H W)
        return self.nearest(z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])).view(z.shape[0], -1)

    def lookup(self, codes):  # (N, H, W) -> (N, D, H, W)
        return F.embedding(codes, self.weight).permute(0, 3, 1, 2)


class VqGan(nn.Module):
    def __init__(self, hparams, embed_dim, codes, beta=0.25):
        super().__init__()
        self.encoder = Encoder(**hparams)
        self.decoder = Decoder(**hparams)
        self.quant_conv = nn.Conv2d(hparams["z_channels"], embed_dim, 1)
        self.post_quant_conv = nn.Conv2d(embed_dim, hparams["z_channels"], 1)
        self.quantize = VectorQuantizer(codes, embed_dim, beta)
        self.side = hparams["resolution"] >> (len(hparams["ch_mult"]) - 1)

    def encode(self, x):
        """x (N, 3, H, W) in [-1, 1] -> codes (N, h w)."""
        return self.quantize.codes_of(self.quant_conv(self.encoder(x)))

    def decode(self, codes):
        return self.decoder(self.post_quant_conv(self.quantize.lookup(codes.view(-1, self.side, self.side))))

    def forward(self, x):
        quantised, loss, codes = self.quantize(self.quant_conv(self.encoder(x)))
        return self.decoder(self.post_quant_conv(quantised)), loss, codes


class PatchDiscriminator(nn.Module):
    """4x4 convolutions, all but the last two of which halve the map, to one logit a patch."""

    def __init__(self, layers, channels):
        super().__init__()
        widths = [channels * min(2 ** i, 8) for i in range(layers + 1)]
        parts = [nn.Conv2d(3, widths[0], 4, stride=2, padding=1), nn.LeakyReLU(0.2, inplace=True)]
        for i in range(1, layers + 1):
            parts += [nn.Conv2d(widths[i - 1], widths[i], 4, stride=2 if i < layers else 1, padding=1, bias=False),
                      nn.BatchNorm2d(widths[i]), nn.LeakyReLU(0.2, inplace=True)]
        self.main = nn.Sequential(*parts, nn.Conv2d(widths[-1], 1, 4, padding=1))

    def forward(self, x):
        return self.main(x)


class Adversary(nn.Module):
    """The discriminator with the losses of both sides."""

    def __init__(self, layers, channels, weight):
        super().__init__()
        self.discriminator, self.weight = PatchDiscriminator(layers, channels), weight

    def generator_loss(self, model, x):
        """L1 + codebook loss + adversarial loss, which weighs as much as L1 at the decoder's last weights."""
        reconstruction, quantisation, _ = model(x)
        nll = F.l1_loss(reconstruction, x)
        self.discriminator.requires_grad_(False)  # its own gradients are not wanted here
        deception = -self.discriminator(reconstruction).mean()
        last = model.decoder.conv_out.weight
        ours, theirs = (torch.autograd.grad(loss, last, retain_graph=True)[0].norm() for loss in (nll, deception))
        adaptive = (ours / (theirs + 1e-4)).clamp(0, 1e4).detach()
        return nll + quantisation + self.weight * adaptive * deception, reconstruction.detach()

    def discriminator_loss(self, x, reconstruction):
        self.discriminator.requires_grad_(True)
        real, fake = self.discriminator(x), self.discriminator(reconstruction)
        return 0.5 * (F.relu(1 - real).mean() + F.relu(1 + fake).mean())

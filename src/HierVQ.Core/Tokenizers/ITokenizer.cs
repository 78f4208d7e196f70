using HierVQ.Codes;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>
/// Stage one: encoder, quantizer and decoder. Everything here is without gradients and safe to call from several threads at once, as
/// long as nobody trains the same network meanwhile. Results belong to the caller's dispose scope.
/// </summary>
public interface ITokenizer : IDisposable
{
    /// <summary>The options that it was made with.</summary>
    TokenizerOptions Options { get; }

    /// <summary>The shape of its code pyramids.</summary>
    CodeLayout Layout { get; }

    /// <summary>Where it lives; images and codes are taken on this device.</summary>
    Device Device { get; }

    /// <summary>Its weights and buffers, for saving, averaging and training. They stay where they were made: never call <c>to</c>.</summary>
    nn.Module Module { get; }

    /// <summary>Numbers of one image in <see cref="EncodeLatents"/>.</summary>
    int LatentSize { get; }

    /// <summary>Images to codes.</summary>
    /// <param name="images">(N, C, H, W) in [-1, 1], C being 3 for colours and 1 for gray; for segmentations a channel a class, 1 for the pixel's own and 0 for others.</param>
    /// <returns>(N, TotalCodes) Int64: level by level from the top, each in raster order.</returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    Tensor Encode(Tensor images);

    /// <summary>Images to the features from which codes are made.</summary>
    /// <param name="images">(N, C, H, W), as <see cref="Encode"/> takes them.</param>
    /// <returns>
    /// (N, LatentSize): vectors before quantization, in raster order. Those of the finest code map where all levels are made of them; else those of
    /// every level, the top first.
    /// </returns>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    Tensor EncodeLatents(Tensor images);

    /// <summary>How near each code is to each position: softmax(-distance² / temperature). Finer levels see the nearest codes above them.</summary>
    /// <param name="latents">(N, LatentSize), from <see cref="EncodeLatents"/>.</param>
    /// <param name="temperature">Above 0; towards 0 only the nearest code counts.</param>
    /// <returns>For each level (N, codes of the level, K of the level).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature);

    /// <summary>
    /// Codes drawn by how near they are instead of the nearest: what a prior with stochastic codes trains on (Lee et al. 2022, section 3.2.2). Codes that
    /// are made of what other codes leave over, or stand for, follow the codes that were drawn.
    /// </summary>
    /// <param name="latents">(N, LatentSize), from <see cref="EncodeLatents"/>.</param>
    /// <param name="temperature">Above 0; towards 0 only the nearest code is drawn.</param>
    /// <param name="random">Source of the draws, on <see cref="Device"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random);

    /// <summary>Codes to images.</summary>
    /// <param name="codes">(N, TotalCodes) Int64, as <see cref="Encode"/> gives them.</param>
    /// <param name="levels">Levels to decode, from the top; at least 1. The finer ones count as absent.</param>
    /// <param name="depths">Codes of a position to decode, from the first; at least 1. The deeper ones count as absent.</param>
    /// <returns>(N, C, H, W), about [-1, 1] but not bounded; for segmentations logits, the largest of which says the class. <see cref="TokenizerOptions.Pixels"/> makes bytes of them.</returns>
    /// <exception cref="ArgumentException">The codes have another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A code is a hole or beyond its level's codebook; or <paramref name="levels"/> or <paramref name="depths"/> is below 1.</exception>
    Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue);

    /// <summary>The code vectors of a level, (K, D), and of a depth where these differ: not to be changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level or depth.</exception>
    Tensor Codebook(int level, int depth = 0);
}

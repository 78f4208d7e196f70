using System.Runtime.InteropServices;
using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Draws down the hierarchy: finer codes from the codes above them, and at last pixels (De Fauw et al. 2019).</summary>
/// <param name="levels">The levels, top first.</param>
/// <param name="layout">The shape of their pyramids.</param>
internal sealed class HierarchyDraw(Numbered<AuxiliaryLevel> levels, CodeLayout layout)
{
    /// <summary>Pyramids whose first levels are there, the others drawn.</summary>
    /// <param name="codes">(N, TotalCodes), checked; what is beyond the levels that are there is not looked at.</param>
    /// <param name="known">Levels that are there, from the top.</param>
    /// <param name="seeds">A seed a pyramid.</param>
    /// <param name="sampling">Temperature, top-k and top-p a level.</param>
    /// <param name="depths">Codes of a position that count at the lowest level that is there.</param>
    public Tensor Codes(Tensor codes, int known, ReadOnlySpan<ulong> seeds, SamplingOptions sampling, int depths = int.MaxValue)
    {
        if (known == layout.Count)
            return codes;
        List<Tensor> all = [codes.narrow(1, 0, layout.Offset(known))];
        Tensor above = codes.narrow(1, layout.Offset(known - 1), layout[known - 1].Count);
        for (int level = known; level < layout.Count; level++, depths = int.MaxValue)
        {
            above = Alphabet.CodesOf(Draw(level, levels[level - 1].Lookup(above, depths), seeds, sampling));
            all.Add(above);
        }
        return cat(all, 1);
    }

    /// <summary>The images of the finest codes' vectors (N, D, h, w), drawn: (N, C, H, W).</summary>
    public Tensor Pixels(Tensor quantized, ReadOnlySpan<ulong> seeds, SamplingOptions sampling) =>
        levels[^1].Autoregressive.Alphabet.Features(Draw(layout.Count, quantized, seeds, sampling));

    /// <summary>Seeds that depend on a seed and on those codes of each pyramid alone of which the image is made.</summary>
    /// <param name="codes">(N, TotalCodes).</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="level">The lowest level that is there.</param>
    /// <param name="depths">Codes of a position that count.</param>
    /// <param name="seed">The seed.</param>
    public static ulong[] Seeds(Tensor codes, CodeLayout layout, int level, int depths, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor positions = codes.narrow(1, layout.Offset(level), layout[level].Count).unflatten(1, [-1, layout[level].Depth]);
        Tensor counted = positions.narrow(2, 0, Math.Min(depths, layout[level].Depth)).cpu().contiguous(); // (N, h w, depths)
        ReadOnlySpan<long> values = MemoryMarshal.Cast<byte, long>(counted.bytes);
        int count = values.Length / (int)codes.size(0);
        var seeds = new ulong[codes.size(0)];
        for (int row = 0; row < seeds.Length; row++)
        {
            seeds[row] = StepSeed.Mix(seed);
            foreach (long code in values.Slice(row * count, count))
                seeds[row] = StepSeed.Mix(seeds[row] + (ulong)code);
        }
        return seeds;
    }

    // What lies at a level, or the pixels beyond the last, given the vectors above. What different levels draw has nothing to do with each other.
    private Tensor Draw(int level, Tensor quantized, ReadOnlySpan<ulong> seeds, SamplingOptions sampling)
    {
        var mixed = new ulong[seeds.Length];
        for (int row = 0; row < mixed.Length; row++)
            mixed[row] = StepSeed.Mix(seeds[row] + (ulong)level);
        return AutoregressiveDraw.Run(levels[level - 1].Autoregressive, quantized, mixed, LogitFilter.OfLevel(sampling, level));
    }
}

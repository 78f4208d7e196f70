using HierVQ.Codes;
using HierVQ.Quantization;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>From the codes of a pyramid to the maps of code vectors of its levels.</summary>
internal static class LevelMaps
{
    /// <summary>The codes of each level out of a whole pyramid's, (N, TotalCodes); null for the levels from <paramref name="levels"/> on.</summary>
    public static Tensor?[] Split(Tensor codes, CodeLayout layout, int levels) =>
        [.. layout.Select((shape, level) => level < levels ? codes.narrow(1, layout.Offset(level), shape.Count) : null)];

    /// <summary>The map of code vectors of each level, (N, D of the level, h, w); zeros for a level without codes. At least one has some; of each vector's codes the first <paramref name="depths"/> count.</summary>
    public static Tensor[] Lookup(IReadOnlyList<Quantizer> quantizers, CodeLayout layout, IReadOnlyList<Tensor?> codes, int depths)
    {
        Tensor some = codes.First(level => level is not null)!;
        return [.. quantizers.Select((quantizer, level) => codes[level] is { } given
            ? quantizer.LookupMap(given, layout[level].Height, layout[level].Width, depths)
            : zeros([some.size(0), quantizer.VectorSize, layout[level].Height, layout[level].Width], dtype: ScalarType.Float32, device: some.device))];
    }
}

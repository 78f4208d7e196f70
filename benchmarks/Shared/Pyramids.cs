using HierVQ.Codes;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Code pyramids, ours (level by level, each in raster order) and theirs (the four bottom codes beside their top code).</summary>
internal static class Pyramids
{
    /// <summary>Random pyramids, (N, total codes).</summary>
    public static Tensor Random(CodeLayout layout, int count, Generator generator)
    {
        Tensor[] levels = [.. layout.Select(level => randint(0, level.CodebookSize, [count, level.Count], ScalarType.Int64, generator: generator))];
        return cat(levels, 1);
    }

    /// <summary>Top codes (N, T) and bottom codes (N, T, 4) of pyramids.</summary>
    public static (Tensor Top, Tensor Bottom) Split(CodeLayout layout, Tensor codes)
    {
        int side = layout[0].Height, count = layout[0].Count;
        Tensor bottom = codes.narrow(1, count, layout[1].Count).reshape(-1, side, 2, side, 2); // (N, y, dy, x, dx)
        return (codes.narrow(1, 0, count).contiguous(), bottom.permute(0, 1, 3, 2, 4).reshape(-1, count, 4));
    }

    /// <summary>The reverse of <see cref="Split"/>, flat.</summary>
    public static int[] Join(CodeLayout layout, Tensor top, Tensor bottom)
    {
        int side = layout[0].Height;
        Tensor raster = bottom.reshape(-1, side, side, 2, 2).permute(0, 1, 3, 2, 4).reshape(-1, layout[1].Count);
        return Flat(cat([top, raster], 1));
    }

    /// <summary>Codes as integers, row by row.</summary>
    public static int[] Flat(Tensor codes) => codes.to(ScalarType.Int32).contiguous().data<int>().ToArray();
}

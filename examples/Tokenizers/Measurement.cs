using System.Diagnostics;
using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Tokenizers;

/// <summary>What a fitted pipeline of HierQuantize and HierDequantize does to pictures.</summary>
internal sealed class Measurement(MLContext ml, IEnumerable<ITransformer> model, Pictures pictures)
{
    /// <summary>Pictures of a strip, and how much larger they are shown.</summary>
    public const int Shown = 12, Magnification = 2;

    private const int Rounds = 3;

    private readonly HierQuantizeTransformer _quantize = model.OfType<HierQuantizeTransformer>().Single();
    private readonly HierDequantizeTransformer _dequantize = model.OfType<HierDequantizeTransformer>().Single();

    /// <summary>The shape of its code pyramids.</summary>
    public CodeLayout Layout => _quantize.Layout;

    /// <summary>Mean of the pictures' PSNR in decibels.</summary>
    public double Psnr(Picture[] originals) =>
        ml.HierVQ.EvaluateReconstruction(_dequantize.Transform(_quantize.Transform(pictures.Rows(ml, originals)))).MeanImagePsnr;

    /// <summary>How the codes of these pictures are used, level by level and depth by depth.</summary>
    public LevelFigures[] Levels(Picture[] originals)
    {
        int[][] codes = [.. _quantize.Transform(pictures.Rows(ml, originals)).GetColumn<uint[]>("Codes").Select(keys => keys.Select(key => (int)key - 1).ToArray())];
        return [.. Layout.SelectMany((level, number) => Enumerable.Range(0, level.Depth).Select(depth => Usage(codes, number, depth)))];
    }

    /// <summary>Strips of some of the pictures, from all codes and from the coarser levels alone.</summary>
    public View[] Views(Picture[] originals, VariantFolder folder)
    {
        IDataView codes = _quantize.Transform(pictures.Rows(ml, originals));
        View Of(string label, string file, IDataView decoded)
        {
            byte[][] rgb = Rgb(decoded);
            var strip = new ImageGrid(Pictures.Size, Pictures.Size, Shown) { Magnification = Magnification };
            foreach (byte[] picture in Pictures.Spread(rgb, Shown))
                strip.Add(picture);
            strip.Save(folder.File(file));
            return new View(label, file, originals.Zip(rgb, (original, back) => Metrics.Psnr.Of(original.Rgb, back)).Average());
        }

        var views = new List<View> { Of("all codes", "all.png", _dequantize.Transform(codes)) };
        for (int levels = Layout.Count - 1; levels >= 1; levels--)
        {
            using HierDequantizeTransformer coarse = ml.Transforms.HierDequantize("Reconstructed", "Codes", levels: levels).Fit(codes);
            views.Add(Of($"{levels} of {Layout.Count} levels", $"levels-{levels}.png", coarse.Transform(codes)));
        }
        return [.. views];
    }

    /// <summary>Pictures turned into codes a second, the best of some rounds.</summary>
    public double EncodedPerSecond(Picture[] originals)
    {
        IDataView rows = pictures.Rows(ml, originals);
        return originals.Length / Best(() => _quantize.Transform(rows).GetColumn<uint[]>("Codes").Count());
    }

    /// <summary>Codes turned into pictures a second, the best of some rounds.</summary>
    public double DecodedPerSecond(Picture[] originals)
    {
        // The cache holds the codes alone; its first pass, which fills it, is the one that warms up.
        IDataView codes = ml.Data.Cache(_quantize.Transform(pictures.Rows(ml, originals)), "Codes");
        return originals.Length / Best(() => Rgb(_dequantize.Transform(codes)).Length);
    }

    private LevelFigures Usage(int[][] codes, int number, int depth)
    {
        CodeLevel level = Layout[number];
        var counts = new CodeUsage(new CodeLayout(level with { Depth = 1 }));
        foreach (int[] pyramid in codes)
        {
            var own = new int[level.Height * level.Width];
            for (int i = 0; i < own.Length; i++)
                own[i] = pyramid[Layout.Offset(number) + i * level.Depth + depth];
            counts.Add(own);
        }
        return new LevelFigures(number, depth, level.Height, level.Width, level.CodebookSize, counts.Used(0), counts.Perplexities[0]);
    }

    private static byte[][] Rgb(IDataView data) => [.. data.GetColumn<MLImage>("Reconstructed").Select(image =>
    {
        using (image)
            return Picture.RgbOf(image);
    })];

    private static double Best(Func<int> work)
    {
        work();
        return Enumerable.Range(0, Rounds).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }
}

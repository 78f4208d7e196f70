using System.Diagnostics;
using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Tokenizers;

/// <summary>What a fitted pipeline of HierQuantize and HierDequantize does to pictures.</summary>
internal sealed class Measurement(MLContext ml, IEnumerable<ITransformer> model)
{
    private const int Shown = 12, Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly HierQuantizeTransformer _quantize = model.OfType<HierQuantizeTransformer>().Single();
    private readonly HierDequantizeTransformer _dequantize = model.OfType<HierDequantizeTransformer>().Single();

    /// <summary>The shape of its code pyramids.</summary>
    public CodeLayout Layout => _quantize.Layout;

    /// <summary>Some of the pictures, evenly spread over all, as a PNG file.</summary>
    public static byte[] Strip(IReadOnlyList<Picture> of)
    {
        var strip = new ImageGrid(Pictures.Size, Pictures.Size, Shown) { Magnification = 2 };
        foreach (Picture picture in Pictures.Spread(of, Shown))
            strip.Add(picture.Rgb);
        return strip.ToPng();
    }

    /// <summary>How the codes of these pictures are used, level by level and depth by depth.</summary>
    public LevelFigures[] Levels(PictureSet originals)
    {
        var usage = new CodeUsage(Layout);
        foreach (uint[] keys in _quantize.Transform(originals.Rows).GetColumn<uint[]>("Codes"))
            usage.Add([.. keys.Select(key => (int)key - 1)]);
        return [.. usage.Codebooks.Select(codebook =>
            new LevelFigures(codebook.Level, codebook.Depth, Layout[codebook.Level].Height, Layout[codebook.Level].Width, codebook.Size, codebook.Used, codebook.Perplexity))];
    }

    /// <summary>What comes back of these pictures from all codes, and from the first depths or levels alone; some of them as strips in the folder.</summary>
    public View[] Views(PictureSet originals, VariantFolder folder)
    {
        IDataView codes = _quantize.Transform(originals.Rows);
        View Partial(string label, string file, int? levels, int? depths)
        {
            using HierDequantizeTransformer coarse = ml.Transforms.HierDequantize("Reconstructed", "Codes", levels, depths).Fit(codes);
            return Look(label, folder, file, originals.Pictures, coarse.Transform(codes));
        }

        int most = Layout.Max(level => level.Depth);
        return
        [
            Look("all codes", folder, "all.png", originals.Pictures, _dequantize.Transform(codes)),
            .. Down(most).Select(depths => Partial($"{depths} of {most} depths", $"depths-{depths}.png", null, depths)),
            .. Down(Layout.Count).Select(levels => Partial($"{levels} of {Layout.Count} levels", $"levels-{levels}.png", levels, null)),
        ];
    }

    /// <summary>Pictures turned into codes a second, the best of some rounds.</summary>
    public double EncodedPerSecond(PictureSet originals) =>
        originals.Pictures.Length / Best(() => _quantize.Transform(originals.Rows).GetColumn<uint[]>("Codes").Count());

    /// <summary>Codes turned into pictures a second, the best of some rounds.</summary>
    public double DecodedPerSecond(PictureSet originals)
    {
        IDataView codes = ml.Data.Cache(_quantize.Transform(originals.Rows), "Codes");
        _ = codes.GetColumn<uint[]>("Codes").Count();
        return originals.Pictures.Length / Best(() => _dequantize.Transform(codes).GetColumn<MLImage>("Reconstructed").Count());
    }

    private View Look(string label, VariantFolder folder, string file, Picture[] originals, IDataView decoded)
    {
        // Decoded once, since drawing pixel by pixel takes its time; and copied, since the image of a row ends with the row.
        Picture[] back = [.. originals.Zip(decoded.GetColumn<MLImage>("Reconstructed"), (original, image) => original with { Rgb = Picture.RgbOf(image) })];
        PairRow[] pairs = [.. originals.Zip(back, (original, reconstructed) => new PairRow { Image = original.ToImage(), Reconstructed = reconstructed.ToImage() })];
        try
        {
            File.WriteAllBytes(folder.File(file), Strip(back));
            ReconstructionMetrics metrics = ml.HierVQ.EvaluateReconstruction(ml.Data.LoadFromEnumerable(pairs));
            return new View(label, file, metrics.MeanImagePsnr, metrics.Ssim);
        }
        finally
        {
            foreach (PairRow pair in pairs)
            {
                pair.Image?.Dispose();
                pair.Reconstructed?.Dispose();
            }
        }
    }

    private static IEnumerable<int> Down(int from) => Enumerable.Range(1, from - 1).Reverse();

    // The first round warms up, unless it takes so long that warming up is lost in it.
    private static double Best(Func<int> work)
    {
        double first = Time(work);
        return first > Patience.TotalSeconds ? first : Enumerable.Range(0, Rounds).Min(_ => Time(work));
    }

    private static double Time(Func<int> work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

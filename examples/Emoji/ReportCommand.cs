using System.Diagnostics;
using HierVQ.Codes;
using HierVQ.Examples.Emoji.Html;
using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Emoji;

/// <summary>Loads the saved pipeline as anybody would, tries it on pictures that it never saw, and writes down what came of it.</summary>
internal static class ReportCommand
{
    private const int SamplesPerLabel = 24, SheetColumns = 8, Completed = 10, Endings = 4;

    /// <summary>Reports on the pipeline in the folder.</summary>
    public static void Run(Pictures pictures, OutputFiles files)
    {
        var whole = Stopwatch.StartNew();
        TrainingLog log = TrainingLog.Load(files.Log);
        var ml = new MLContext(seed: 1);
        ITransformer model = ml.Model.Load(files.Pipeline, out _);
        using var ownership = model as IDisposable;
        var parts = (IEnumerable<ITransformer>)model;
        HierQuantizeTransformer tokenizer = parts.OfType<HierQuantizeTransformer>().Single();
        HierPriorTransformer prior = parts.OfType<HierPriorTransformer>().Single();

        Console.WriteLine("reconstructing and scoring held-out pictures");
        IDataView scored = model.Transform(pictures.Rows(ml, pictures.HeldOut));
        LikelihoodMetrics likelihood = ml.HierVQ.EvaluateLikelihood(scored);
        ScoredPicture[] heldOut = Score(scored, pictures.HeldOut);
        bool equal = SameBits(heldOut.Select(picture => picture.Score), scored.GetColumn<float>("Score"))
            && SameBits(heldOut.Select(picture => picture.Score), log.Scores);

        Console.WriteLine("counting codes");
        int[] trainingCodes = Codes(model.Transform(pictures.Rows(ml, pictures.Training)));
        var usage = new CodeUsage(tokenizer.Layout);
        usage.Add(trainingCodes);
        var unigram = new UnigramBits(tokenizer.Layout);
        unigram.Add(trainingCodes);

        Console.WriteLine("completing and drawing pictures");
        using HierVQGenerator generator = ml.HierVQ.CreateGenerator(model);
        var completions = Complete(generator, pictures.HeldOut);
        var clock = Stopwatch.StartNew();
        (string Label, byte[] Png)[] samples = [.. generator.Labels.Select((label, i) => (label, Draw(generator, label, (ulong)i)))];
        double drawing = clock.Elapsed.TotalSeconds;

        Console.WriteLine("measuring how fast rows are scored");
        ScoringSpeed speed = ScoringSpeed.Measure(ml, model, pictures);

        var metrics = new DemoMetrics
        {
            Psnr = MeanPsnr(heldOut, picture => picture.Reconstructed),
            PsnrTopOnly = MeanPsnr(heldOut, picture => picture.TopOnly),
            PsnrMeanColour = MeanPsnr(heldOut, picture => Baselines.Blocks(picture.Original.Rgb, 1)),
            Psnr8x8 = MeanPsnr(heldOut, picture => Baselines.Blocks(picture.Original.Rgb, 8)),
            CodesPerLevel = [.. tokenizer.Layout.Select(level => level.CodebookSize)],
            CodesPerImage = tokenizer.Layout.TotalCodes,
            CodesInUse = [.. usage.Shares],
            CodePerplexity = [.. usage.Perplexities],
            BitsPerCode = likelihood.BitsPerCode,
            BitsPerCodeOfLevel = [.. likelihood.BitsPerCodeOfLevel],
            UnigramBits = unigram.BitsPerCode(Codes(scored)),
            ScoringRatio = speed.Ratio,
            ScoredImagesPerSecond = speed.Rows,
            ScoresEqual = equal,
            TrainingPictures = pictures.Training.Count,
            HeldOutPictures = pictures.HeldOut.Count,
            TokenizerSeconds = log.Tokenizer[^1].Elapsed.TotalSeconds,
            PriorSeconds = log.Prior[^1].Elapsed.TotalSeconds,
            SampledImagesPerSecond = samples.Length * SamplesPerLabel / drawing,
            Seconds = log.Seconds + whole.Elapsed.TotalSeconds,
        };
        metrics.Save(files.Metrics);
        var findings = new Findings
        {
            Title = pictures.Title,
            Metrics = metrics,
            Log = log,
            Options = (tokenizer.Tokenizer.Options, prior.Prior.Options),
            Layout = tokenizer.Layout,
            HeldOut = heldOut,
            Completions = completions,
            Samples = samples,
            Machine = Machine.Describe(),
        };
        Sheets.Save(findings, files);
        File.WriteAllText(files.Report, ReportPage.Of(findings));
        Summary.Write(findings, files);
    }

    private static ScoredPicture[] Score(IDataView scored, IReadOnlyList<Picture> pictures)
    {
        float[] scores = [.. scored.GetColumn<float>("Score")];
        float[][] codeScores = [.. scored.GetColumn<float[]>("CodeScores")];
        byte[][] reconstructed = Rgb(scored, "Reconstructed"), topOnly = Rgb(scored, "TopOnly");
        return [.. pictures.Select((picture, i) => new ScoredPicture(picture, reconstructed[i], topOnly[i], scores[i], codeScores[i]))];
    }

    private static byte[][] Rgb(IDataView data, string column) => [.. data.GetColumn<MLImage>(column).Select(image =>
    {
        using (image)
            return Picture.RgbOf(image);
    })];

    // A key is code + 1.
    private static int[] Codes(IDataView data) => [.. data.GetColumn<uint[]>("Codes").SelectMany(keys => keys).Select(key => (int)key - 1)];

    private static bool SameBits(IEnumerable<float> left, IEnumerable<float> right) =>
        left.Select(BitConverter.SingleToInt32Bits).SequenceEqual(right.Select(BitConverter.SingleToInt32Bits));

    private static double MeanPsnr(IEnumerable<ScoredPicture> pictures, Func<ScoredPicture, byte[]> reconstruct) =>
        pictures.Average(picture => Psnr.Of(picture.Original.Rgb, reconstruct(picture)));

    private static List<(Picture, IReadOnlyList<byte[]>)> Complete(HierVQGenerator generator, IReadOnlyList<Picture> pictures)
    {
        var completions = new List<(Picture, IReadOnlyList<byte[]>)>();
        foreach (Picture picture in Pictures.Spread(pictures, Completed))
        {
            using MLImage image = picture.ToImage();
            using GeneratedImages endings = generator.Complete(image, Endings, KeepRegion.TopHalf, Recipe.Sampling(picture.Label, seed: 1));
            completions.Add((picture, [.. endings.Select(ending => ending.Rgb.ToArray())]));
        }
        return completions;
    }

    private static byte[] Draw(HierVQGenerator generator, string label, ulong number)
    {
        using GeneratedImages images = generator.Generate(SamplesPerLabel, Recipe.Sampling(label, seed: 1000 * (number + 1)));
        return images.ToPngSheet(SheetColumns, magnification: 2);
    }
}

using System.Diagnostics;
using HierVQ.Examples.Mnist.Html;
using HierVQ.Metrics;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Examples.Mnist;

/// <summary>Loads the saved pipeline, draws digits, and has a judge that knows real digits alone look at them.</summary>
internal static class ReportCommand
{
    /// <summary>Reports on the pipeline in the folder.</summary>
    /// <param name="set">The digits.</param>
    /// <param name="recipe">How many to draw and to compare.</param>
    /// <param name="files">Where the pipeline is, and where to write to.</param>
    /// <param name="docs">The folder of documents to bring up to date; null for none.</param>
    /// <param name="stop">Ends the work.</param>
    public static MnistMetrics Run(MnistSet set, Recipe recipe, OutputFiles files, string? docs, CancellationToken stop)
    {
        var ml = new MLContext(seed: 1);
        Console.WriteLine("training the judge on real digits, and another for rejection");
        var judging = Stopwatch.StartNew();
        using Judge judge = new JudgeTrainer(ml) { Epochs = recipe.JudgeEpochs, CancellationToken = stop }.Fit(set.Training.ToRows(ml));
        double judgeSeconds = judging.Elapsed.TotalSeconds;
        using Judge other = new JudgeTrainer(ml) { Epochs = recipe.JudgeEpochs, Seed = 2, CancellationToken = stop }.Fit(set.Training.Where((_, i) => i % 2 == 0).ToRows(ml));
        ITransformer model = ml.Model.Load(files.Pipeline, out _);
        using var ownership = model as IDisposable;
        var parts = (IEnumerable<ITransformer>)model;

        Console.WriteLine("reconstructing and scoring test digits");
        IDataView scored = model.Transform(set.Test.ToRows(ml));
        LikelihoodMetrics likelihood = ml.HierVQ.EvaluateLikelihood(scored);
        Digit[] back = scored.Images("Reconstructed", set.Test);

        Console.WriteLine("drawing digits");
        using HierVQGenerator generator = ml.HierVQ.CreateGenerator(model);
        var clock = Stopwatch.StartNew();
        Digit[] drawn = [.. Enumerable.Range(0, 10).SelectMany(value => Draw(generator, value, recipe.SamplesEach, null, stop))];
        double drawing = clock.Elapsed.TotalSeconds;
        var rejection = new RejectionOptions(Sieve.Of(ml, other)) { AcceptanceRate = Recipe.AcceptanceRate, LabelColumnName = nameof(DigitRow.Digit) };
        Digit[] sieved = [.. Enumerable.Range(0, 10).SelectMany(value => Draw(generator, value, recipe.SamplesEach, rejection, stop))];

        Console.WriteLine("comparing them with real digits");
        using var training = new SeenDigits(judge, set.Training);
        using var test = new SeenDigits(judge, set.Test);
        using var compared = new SeenDigits(judge, MnistSet.Balanced(set.Test, recipe.SamplesEach));
        using var others = new SeenDigits(judge, MnistSet.Balanced(set.Training, recipe.SamplesEach));
        using var reconstructed = new SeenDigits(judge, MnistSet.Balanced(back, recipe.SamplesEach));
        using var samples = new SeenDigits(judge, drawn);
        using var kept = new SeenDigits(judge, sieved);
        TrainingLog log = TrainingLog.Load(files.Log);
        var metrics = new MnistMetrics
        {
            TrainingDigits = set.Training.Count,
            TestDigits = set.Test.Count,
            JudgeAccuracy = test.Recognised,
            Psnr = set.Test.Zip(back, (digit, again) => Psnr.Of(digit.Pixels, again.Pixels)).Average(),
            CodesPerDigit = generator.Layout.TotalCodes,
            BitsPerCode = likelihood.BitsPerCode,
            Test = SetFigures.Of(compared, training, others, out _),
            Reconstructed = SetFigures.Of(reconstructed, training, others, out _),
            Drawn = SetFigures.Of(samples, training, others, out int[] nearest),
            Kept = SetFigures.Of(kept, training, others, out _),
            DrawnPerSecond = drawn.Length / drawing,
            ProcessorSeconds = log.ProcessorSeconds,
            TrainingSeconds = [log.Tokenizer[^1].Elapsed.TotalSeconds, log.Prior[^1].Elapsed.TotalSeconds, judgeSeconds],
        };
        metrics.Save(files.Metrics);
        var findings = new Findings
        {
            Metrics = metrics,
            Log = log,
            Options = (parts.OfType<HierQuantizeTransformer>().Single().Tokenizer.Options, parts.OfType<HierPriorTransformer>().Single().Prior.Options),
            Sheets = Sheets.Of(set, back, samples, nearest),
        };
        foreach ((string name, byte[] png) in findings.Sheets)
            File.WriteAllBytes(files.Sheet(name), png);
        File.WriteAllText(files.Page, MnistPage.Of(findings));
        if (docs is not null)
            DocsFigures.Update(docs, metrics, findings.Sheets);
        Console.WriteLine($"\n{Tables.Run(metrics).ToMarkdown()}\n{Tables.Sets(metrics).ToMarkdown()}\n{files.Page}");
        return metrics;
    }

    private static IEnumerable<Digit> Draw(HierVQGenerator generator, int value, int count, RejectionOptions? rejection, CancellationToken stop)
    {
        SamplingOptions sampling = Recipe.Sampling(Digit.Name(value), seed: 1000 * ((ulong)value + 1));
        using GeneratedImages images = rejection is null ? generator.Generate(count, sampling, cancellationToken: stop) : generator.Generate(count, sampling, rejection, cancellationToken: stop);
        return [.. images.Select(image => Digit.FromPadded(value, image.Rgb.Span))];
    }
}

using System.Text.Json;
using HierVQ.Codes;
using HierVQ.Metrics;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Examples;

/// <summary>A tokenizer that was trained once and is kept in a folder.</summary>
public sealed class TrainedTokenizer : IDisposable
{
    private const string Weights = "weights.safetensors";

    private TrainedTokenizer(ITokenizer tokenizer, string recipe, CurvePoint end) => (Tokenizer, Recipe, End) = (tokenizer, recipe, end);

    /// <summary>The tokenizer.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>What it is of.</summary>
    public string Recipe { get; }

    /// <summary>Its training at the end.</summary>
    public CurvePoint End { get; }

    /// <summary>Trains a tokenizer, or goes on training it, or loads it where it is trained already.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="options">The tokenizer and its training.</param>
    /// <param name="images">The training pictures.</param>
    /// <param name="stop">Ends a training, which goes on from there next time.</param>
    public static TrainedTokenizer Of(RunFolder folder, TokenizerOptions options, ImageSet images, CancellationToken stop)
    {
        string recipe = Examples.Recipe.Of(options, images);
        ITokenizer tokenizer = options.Create(torch.CPU);
        try
        {
            if (!folder.IsFinished(recipe))
            {
                folder.Begin(recipe);
                Train(folder, tokenizer, options, images, stop);
            }
            using (FileStream stream = File.OpenRead(folder.File(Weights)))
                ModelWeights.Read(tokenizer.Module, stream);
            CurvePoint end = JsonSerializer.Deserialize<CurvePoint>(File.ReadAllBytes(folder.Figures))!;
            return new TrainedTokenizer(tokenizer, recipe, end);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }

    /// <summary>How codes of pictures are used.</summary>
    public CodeUsage Usage(int[] codes)
    {
        var usage = new CodeUsage(Tokenizer.Layout);
        usage.Add(codes);
        return usage;
    }

    /// <inheritdoc/>
    public void Dispose() => Tokenizer.Dispose();

    private static void Train(RunFolder folder, ITokenizer tokenizer, TokenizerOptions options, ImageSet images, CancellationToken stop)
    {
        var line = new ProgressLine();
        var curve = new TrainingCurve(folder.File("curve.json"));
        options.CheckpointFolder = folder.Checkpoints;
        options.CancellationToken = stop;
        options.MetricsCallback = progress =>
        {
            line.Show(progress);
            if (progress.EndOfEpoch)
                curve.Add(progress, () => 0);
        };
        TokenizerTraining.Fit(tokenizer, images.Pixels, options);
        using (FileStream stream = File.Create(folder.File(Weights)))
            ModelWeights.Write(tokenizer.Module, stream);
        RunFolder.WriteWhole(folder.Figures, JsonSerializer.SerializeToUtf8Bytes(curve.Points[^1]));
        folder.End();
    }
}

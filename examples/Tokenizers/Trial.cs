using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Trains one variant as a user would, saves the pipeline, loads it again and measures what came back.</summary>
internal sealed class Trial(Pictures pictures, Workload workload, CancellationToken stop)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    private readonly Picture[] _training = workload.Training(pictures), _heldOut = workload.HeldOut(pictures);

    /// <summary>What a variant's figures depend on.</summary>
    public string Recipe(Variant variant) =>
        string.Create(CultureInfo.InvariantCulture, $"{_training.Length} pictures, {_heldOut.Length} held out: {JsonSerializer.Serialize<TokenizerOptions>(Options(variant), Json)}");

    /// <summary>Does all of it.</summary>
    public VariantFigures Run(Variant variant, VariantFolder folder)
    {
        string recipe = Recipe(variant);
        folder.Begin(recipe);
        var ml = new MLContext(seed: 1);
        IReadOnlyList<TrainingProgress> reports = Train(ml, variant, folder);

        ITransformer model = ml.Model.Load(folder.Model, out _);
        using var ownership = model as IDisposable;
        var measured = new Measurement(ml, (IEnumerable<ITransformer>)model, pictures);
        VariantFigures figures = new()
        {
            Recipe = recipe,
            Levels = measured.Levels(_training),
            Views = measured.Views(_heldOut, folder),
            CodesPerImage = measured.Layout.TotalCodes,
            EncodedPerSecond = measured.EncodedPerSecond(Timed()),
            DecodedPerSecond = measured.DecodedPerSecond(Timed()),
            // The median, so that a training that was stopped and went on counts as one.
            TrainedPerSecond = reports.Select(report => report.ImagesPerSecond).Order().ElementAt(reports.Count / 2),
            Steps = reports[^1].Step,
            TrainingSeconds = reports[^1].Elapsed.TotalSeconds,
            ModelBytes = new FileInfo(folder.Model).Length,
        };
        figures.Save(folder.Figures);
        folder.End();
        return figures;
    }

    /// <summary>Measures the speeds of a finished variant again: of two short epochs, the second, and of the model that was saved.</summary>
    public VariantFigures Time(Variant variant, VariantFolder folder, VariantFigures figures)
    {
        var ml = new MLContext(seed: 1);
        Picture[] timed = Timed();
        TokenizerOptions options = Options(variant);
        options.Epochs = 2;
        var reports = new List<TrainingProgress>();
        using (Fit(ml, options, timed, reports))
        {
        }
        ITransformer model = ml.Model.Load(folder.Model, out _);
        using var ownership = model as IDisposable;
        var measured = new Measurement(ml, (IEnumerable<ITransformer>)model, pictures);
        double trained = reports[^1].ImagesPerSecond;
        VariantFigures again = figures with
        {
            EncodedPerSecond = measured.EncodedPerSecond(timed),
            DecodedPerSecond = measured.DecodedPerSecond(timed),
            TrainedPerSecond = trained,
            // The whole training at the speed of now.
            TrainingSeconds = figures.TrainingSeconds * figures.TrainedPerSecond / trained,
        };
        again.Save(folder.Figures);
        return again;
    }

    private List<TrainingProgress> Train(MLContext ml, Variant variant, VariantFolder folder)
    {
        var reports = new List<TrainingProgress>();
        TokenizerOptions options = Options(variant);
        options.CheckpointFolder = folder.Checkpoints;
        using TransformerChain<HierDequantizeTransformer> model = Fit(ml, options, _training, reports);
        ml.Model.Save(model, pictures.Rows(ml, _training).Schema, folder.Model);
        return reports;
    }

    private TransformerChain<HierDequantizeTransformer> Fit(MLContext ml, TokenizerOptions options, Picture[] on, List<TrainingProgress> reports)
    {
        var line = new ProgressLine();
        options.CancellationToken = stop;
        options.MetricsCallback = progress =>
        {
            line.Show(progress);
            reports.Add(progress);
        };
        IDataView rows = pictures.Rows(ml, on);
        var pipeline = ml.Transforms.HierQuantize("Codes", "Image", options)
            .Append(ml.Transforms.HierDequantize("Reconstructed", "Codes"));
        return pipeline.Fit(rows);
    }

    private TokenizerOptions Options(Variant variant)
    {
        TokenizerOptions options = variant.Options();
        options.Epochs = workload.Epochs ?? options.Epochs;
        return options;
    }

    private Picture[] Timed() => [.. Pictures.Spread(_training, workload.TimedPictures)];
}

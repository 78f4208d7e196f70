using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Trains one variant as a user would, saves the pipeline, loads it again and measures what came back.</summary>
internal sealed class Trial
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    private readonly MLContext _ml = new(seed: 1);
    private readonly PictureSet _training, _heldOut, _timed;
    private readonly Workload _workload;
    private readonly CancellationToken _stop;

    /// <summary>Prepares the pictures, which stay the caller's.</summary>
    public Trial(Pictures pictures, Workload workload, CancellationToken stop)
    {
        (_workload, _stop) = (workload, stop);
        _training = PictureSet.Of(_ml, pictures, workload.Training(pictures));
        _heldOut = PictureSet.Of(_ml, pictures, workload.HeldOut(pictures));
        _timed = PictureSet.Of(_ml, pictures, Pictures.Spread(_training.Pictures, workload.TimedPictures));
    }

    /// <summary>What a variant's figures depend on.</summary>
    public string Recipe(Variant variant) =>
        string.Create(CultureInfo.InvariantCulture, $"{_training.Pictures.Length} pictures, {_heldOut.Pictures.Length} held out: {JsonSerializer.Serialize<TokenizerOptions>(Options(variant), Json)}");

    /// <summary>Does all of it.</summary>
    public VariantFigures Run(Variant variant, VariantFolder folder)
    {
        string recipe = Recipe(variant);
        folder.Begin(recipe);
        IReadOnlyList<TrainingProgress> reports = Train(variant, folder);
        if (reports.Count == 0)
        {
            // A checkpoint at the very end: its curve is lost, and with it steps and times.
            folder.End();
            reports = Train(variant, folder);
        }

        ITransformer model = _ml.Model.Load(folder.Model, out _);
        using var ownership = model as IDisposable;
        var measured = new Measurement(_ml, (IEnumerable<ITransformer>)model);
        VariantFigures figures = new()
        {
            Recipe = recipe,
            Levels = measured.Levels(_training),
            Views = measured.Views(_heldOut, folder),
            CodesPerImage = measured.Layout.TotalCodes,
            EncodedPerSecond = measured.EncodedPerSecond(_timed),
            DecodedPerSecond = measured.DecodedPerSecond(_timed),
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
        TokenizerOptions options = Options(variant);
        options.Epochs = 2;
        var reports = new List<TrainingProgress>();
        using (Fit(options, _timed.Rows, reports))
        {
        }
        ITransformer model = _ml.Model.Load(folder.Model, out _);
        using var ownership = model as IDisposable;
        var measured = new Measurement(_ml, (IEnumerable<ITransformer>)model);
        double trained = reports[^1].ImagesPerSecond;
        VariantFigures again = figures with
        {
            EncodedPerSecond = measured.EncodedPerSecond(_timed),
            DecodedPerSecond = measured.DecodedPerSecond(_timed),
            TrainedPerSecond = trained,
            // The whole training at the speed of now.
            TrainingSeconds = figures.TrainingSeconds * figures.TrainedPerSecond / trained,
        };
        again.Save(folder.Figures);
        return again;
    }

    private List<TrainingProgress> Train(Variant variant, VariantFolder folder)
    {
        var reports = new List<TrainingProgress>();
        TokenizerOptions options = Options(variant);
        options.CheckpointFolder = folder.Checkpoints;
        using TransformerChain<HierDequantizeTransformer> model = Fit(options, _training.Rows, reports);
        _ml.Model.Save(model, _training.Rows.Schema, folder.Model);
        return reports;
    }

    private TransformerChain<HierDequantizeTransformer> Fit(TokenizerOptions options, IDataView rows, List<TrainingProgress> reports)
    {
        var line = new ProgressLine();
        options.CancellationToken = _stop;
        options.MetricsCallback = progress =>
        {
            line.Show(progress);
            reports.Add(progress);
        };
        var pipeline = _ml.Transforms.HierQuantize("Codes", "Image", options)
            .Append(_ml.Transforms.HierDequantize("Reconstructed", "Codes"));
        return pipeline.Fit(rows);
    }

    private TokenizerOptions Options(Variant variant)
    {
        TokenizerOptions options = variant.Options();
        options.Epochs = _workload.Epochs ?? options.Epochs;
        return options;
    }
}

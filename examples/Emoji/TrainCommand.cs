using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Examples.Emoji;

/// <summary>Trains the pipeline, saves it as an ordinary ML.NET model, and notes how it went and what it scores.</summary>
internal static class TrainCommand
{
    /// <summary>Trains on pictures.</summary>
    public static void Run(Pictures pictures, OutputFiles files, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        // A training that was stopped goes on from its checkpoints, and its curves with it.
        TrainingLog log = Directory.Exists(files.Checkpoints) && File.Exists(files.Log) ? TrainingLog.Load(files.Log) : new TrainingLog();
        double before = log.Seconds;
        var line = new ProgressLine();
        void Report(TrainingProgress progress)
        {
            line.Show(progress);
            log.Add(progress);
            log.Seconds = before + clock.Elapsed.TotalSeconds;
            log.Save(files.Log);
        }

        Console.WriteLine($"{pictures.Title}: {pictures.Training.Count} pictures to train on, {pictures.HeldOut.Count} held out, {pictures.Labels.Count} categories");
        var ml = new MLContext(seed: 1);
        IDataView training = pictures.Rows(ml, pictures.Training);
        HqVaeOptions tokenizer = Recipe.Tokenizer(pictures.Training.Count, Report, files.Checkpoints, stop);
        HqTransformerOptions prior = Recipe.Prior(pictures.Training.Count, Report, files.Checkpoints, stop);

        var pipeline = ml.Transforms.HierQuantize("Codes", "Image", tokenizer)
            .AppendCacheCheckpoint(ml)                                  // pictures are encoded once, not once an epoch
            .Append(ml.HierVQ.Trainers.HierTransformer("Codes", labelColumnName: "Label", options: prior))
            .Append(ml.Transforms.HierDequantize("Reconstructed", "Codes"))
            .Append(ml.Transforms.HierDequantize("TopOnly", "Codes", levels: 1));

        using var model = pipeline.Fit(training);
        ml.Model.Save(model, training.Schema, files.Pipeline);

        log.Scores = [.. model.Transform(pictures.Rows(ml, pictures.HeldOut)).GetColumn<float>("Score")];
        log.Seconds = before + clock.Elapsed.TotalSeconds;
        log.Save(files.Log);
        Directory.Delete(files.Checkpoints, recursive: true);
        Console.WriteLine($"saved {files.Pipeline} ({new FileInfo(files.Pipeline).Length / 1024.0 / 1024:F1} MiB) after {clock.Elapsed:m\\:ss}");
    }
}

using Microsoft.ML;

namespace HierVQ.Examples.Mnist;

/// <summary>Trains the pipeline and saves it as an ordinary ML.NET model.</summary>
internal static class TrainCommand
{
    /// <summary>Trains on the training digits.</summary>
    public static void Run(MnistSet set, Recipe recipe, OutputFiles files, CancellationToken stop)
    {
        // A training that was stopped goes on from its checkpoints, and its curves with it.
        TrainingLog log = Directory.Exists(files.Checkpoints) && File.Exists(files.Log) ? TrainingLog.Load(files.Log) : new TrainingLog();
        double before = log.ProcessorSeconds, started = Environment.CpuUsage.TotalTime.TotalSeconds;
        var line = new ProgressLine();
        void Report(TrainingProgress progress)
        {
            line.Show(progress);
            log.Add(progress);
            log.ProcessorSeconds = before + Environment.CpuUsage.TotalTime.TotalSeconds - started;
            log.Save(files.Log);
        }

        var ml = new MLContext(seed: 1);
        IDataView training = set.Training.ToRows(ml);
        var pipeline = ml.Transforms.HierQuantize("Codes", nameof(DigitRow.Pixels), recipe.Tokenizer(Report, files.Checkpoints, stop))
            .AppendCacheCheckpoint(ml)                                  // digits are encoded once, not once an epoch
            .Append(ml.HierVQ.Trainers.HierTransformer("Codes", labelColumnName: nameof(DigitRow.Digit), options: recipe.Prior(Report, files.Checkpoints, stop)))
            .Append(ml.Transforms.HierDequantize("Reconstructed", "Codes"));

        using var model = pipeline.Fit(training);
        ml.Model.Save(model, training.Schema, files.Pipeline);
        Directory.Delete(files.Checkpoints, recursive: true);
        Console.WriteLine($"saved {files.Pipeline}");
    }
}

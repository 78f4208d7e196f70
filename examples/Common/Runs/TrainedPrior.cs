using System.Text.Json;
using HierVQ.Metrics;
using HierVQ.Priors;
using HierVQ.Serialization;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples;

/// <summary>A prior over the codes of pictures that was trained once and is kept in a folder, as it was when it gave held-out pictures the fewest bits.</summary>
public sealed class TrainedPrior : IDisposable
{
    private const string Weights = "weights.safetensors", Curve = "curve.json";
    private const int BatchSize = 64;

    private TrainedPrior(IPrior prior, IReadOnlyList<CurvePoint> points) => (Prior, Points) = (prior, points);

    /// <summary>The prior.</summary>
    public IPrior Prior { get; }

    /// <summary>The ends of the epochs, with held-out bits a code.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>The epoch whose weights were kept.</summary>
    public CurvePoint Best => Points.MinBy(point => point.HeldOut)!;

    /// <summary>Numbers that were learnt.</summary>
    public long Parameters => Prior.Module.parameters().Sum(parameter => parameter.numel());

    /// <summary>Trains a prior, or goes on training it, or loads it where it is trained already.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="options">The prior and its training.</param>
    /// <param name="pictures">What it is trained and measured on.</param>
    /// <param name="stop">Ends a training, which goes on from there next time.</param>
    public static TrainedPrior Of(RunFolder folder, PriorOptions options, EncodedPictures pictures, CancellationToken stop)
    {
        string recipe = RecipeOf(options, pictures);
        IPrior prior = options.Create(new PriorContext(pictures.Layout, pictures.Condition, CPU, pictures.Tokenizer));
        try
        {
            if (!folder.IsFinished(recipe))
            {
                folder.Begin(recipe);
                Train(folder, (ITrainablePrior)prior, options, pictures, stop);
            }
            using (FileStream stream = File.OpenRead(folder.File(Weights)))
                ModelWeights.Read(prior.Module, stream);
            return new TrainedPrior(prior, new TrainingCurve(folder.File(Curve)).Points);
        }
        catch
        {
            prior.Dispose();
            throw;
        }
    }

    /// <summary>What a trained prior depends on.</summary>
    public static string RecipeOf(PriorOptions options, EncodedPictures pictures) => Recipe.Of(options, pictures.Recipe);

    /// <summary>Mean held-out bits of each code of a pyramid, (codes of a pyramid).</summary>
    public double[] BitsOfCodes(EncodedPictures pictures)
    {
        int total = pictures.Layout.TotalCodes, count = pictures.HeldOut.Codes.Length / total;
        double[] bits = new double[total];
        ForEachBatch(Prior, pictures, nats =>
        {
            float[] sums = nats.sum([0]).data<float>().ToArray();
            for (int i = 0; i < total; i++)
                bits[i] += BitsPerCode.FromNats(sums[i]) / count;
        });
        return bits;
    }

    /// <summary>Draws pyramids.</summary>
    /// <param name="codes">Pyramids, one after the other, -1 for what is to be drawn; filled in place.</param>
    /// <param name="classes">The class of each.</param>
    /// <param name="options">How they are drawn; the first from its seed, and each further one from the next.</param>
    public void Draw(int[] codes, int[] classes, SamplingOptions options)
    {
        using var sampler = Prior.CreateSampler();
        int batch = new SamplerOptions().MaxBatch, total = Prior.Layout.TotalCodes;
        for (int start = 0; start < classes.Length; start += batch)
        {
            int count = Math.Min(batch, classes.Length - start);
            ulong[] seeds = [.. Enumerable.Range(start, count).Select(i => options.Seed + (ulong)i)];
            sampler.Sample(codes.AsSpan(start * total, count * total), classes.AsSpan(start, count), seeds, options);
        }
    }

    /// <summary>Draws whole pyramids, one for each class that is asked for.</summary>
    public int[] Draw(int[] classes, SamplingOptions options)
    {
        int[] codes = new int[classes.Length * Prior.Layout.TotalCodes];
        Array.Fill(codes, -1);
        Draw(codes, classes, options);
        return codes;
    }

    /// <inheritdoc/>
    public void Dispose() => Prior.Dispose();

    private static void Train(RunFolder folder, ITrainablePrior prior, PriorOptions options, EncodedPictures pictures, CancellationToken stop)
    {
        var line = new ProgressLine();
        var curve = new TrainingCurve(folder.File(Curve));
        options.CheckpointFolder = folder.Checkpoints;
        options.CancellationToken = stop;
        options.MetricsCallback = progress =>
        {
            if (progress.EndOfEpoch)
            {
                curve.Add(progress, () => HeldOutBits(prior, pictures));
                CurvePoint last = curve.Points[^1];
                progress = progress with { Validation = last.HeldOut };
                if (last == curve.Points.MinBy(point => point.HeldOut))
                    Keep(folder, prior);
            }
            line.Show(progress);
        };
        bool latents = options.SoftLabels || options.StochasticCodes;
        PriorTraining.Fit(prior, pictures.TrainingSet(latents), options, latents ? pictures.Tokenizer : null);
        RunFolder.WriteWhole(folder.Figures, JsonSerializer.SerializeToUtf8Bytes(curve.Points.MinBy(point => point.HeldOut)));
        folder.End();
    }

    private static void Keep(RunFolder folder, ITrainablePrior prior)
    {
        string file = folder.File(Weights);
        using (FileStream stream = File.Create(file + ".new"))
            ModelWeights.Write(prior.Module, stream);
        File.Move(file + ".new", file, overwrite: true);
    }

    // Between two epochs, without dropout.
    private static double HeldOutBits(ITrainablePrior prior, EncodedPictures pictures)
    {
        prior.Module.eval();
        double nats = 0;
        ForEachBatch(prior, pictures, batch => nats += batch.sum(ScalarType.Float64).item<double>());
        prior.Module.train();
        return BitsPerCode.FromNats(nats) / pictures.HeldOut.Codes.Length;
    }

    private static void ForEachBatch(IPrior prior, EncodedPictures pictures, Action<Tensor> take)
    {
        int total = pictures.Layout.TotalCodes, length = pictures.Condition.Length, count = pictures.HeldOut.Codes.Length / total;
        for (int start = 0; start < count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            int rows = Math.Min(BatchSize, count - start);
            long[] codes = Array.ConvertAll(pictures.HeldOut.Codes[(start * total)..((start + rows) * total)], code => (long)code);
            long[] conditions = Array.ConvertAll(pictures.HeldOut.Conditions[(start * length)..((start + rows) * length)], one => (long)one);
            take(prior.NegativeLogLikelihood(tensor(codes, rows, total), tensor(conditions, rows, length))); // (N, codes of a pyramid)
        }
    }
}

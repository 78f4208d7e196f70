using System.Diagnostics;
using HierVQ.Images;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace HierVQ.Examples.Emoji;

/// <summary>
/// Scores the same decoded pictures through IDataView and with the two networks alone, in turn, in this process with its threads and with
/// the same batches; the networks' side touches no ML.NET type. Who begins changes from round to round, and the two times of a round are
/// compared with each other, so that a machine with other work to do disturbs both alike.
/// </summary>
internal sealed class ScoringSpeed
{
    private const int Most = 768, Rounds = 9, BatchSize = 64;

    /// <summary>Images a second through IDataView.</summary>
    public double Rows { get; private init; }

    /// <summary>Images a second of the networks alone.</summary>
    public double Networks { get; private init; }

    /// <summary>The first over the second: the median of the rounds.</summary>
    public double Ratio { get; private init; }

    /// <summary>Measures.</summary>
    public static ScoringSpeed Measure(MLContext ml, ITransformer model, Pictures pictures)
    {
        Picture[] all = [.. pictures.Training.Concat(pictures.HeldOut).Take(Most)];
        IDataView rows = pictures.Rows(ml, all);
        var parts = (IEnumerable<ITransformer>)model;
        ITokenizer tokenizer = parts.OfType<HierQuantizeTransformer>().Single().Tokenizer;
        HierPriorTransformer priorPart = parts.OfType<HierPriorTransformer>().Single();
        (byte[] planar, long[] classes) = Decoded(all, priorPart.Labels);

        var rowTimes = new double[Rounds];
        var networkTimes = new double[Rounds];
        // The first round warms up.
        for (int round = -1; round < Rounds; round++)
        {
            double byNetworks = 0, networkSum = 0;
            if (round % 2 != 0)
                byNetworks = Time(() => ScoreBare(tokenizer, priorPart.Prior, planar, classes), out networkSum);
            double byRows = Time(() => ScoreRows(model.Transform(rows)), out double rowSum);
            if (round % 2 == 0)
                byNetworks = Time(() => ScoreBare(tokenizer, priorPart.Prior, planar, classes), out networkSum);
            if (Math.Abs(rowSum - networkSum) > 1e-3 * Math.Abs(networkSum))
                throw new InvalidOperationException($"The rows score {rowSum:F3} in all, the bare networks {networkSum:F3}: what is compared is not the same work.");
            if (round >= 0)
                (rowTimes[round], networkTimes[round]) = (byRows, byNetworks);
        }
        return new ScoringSpeed
        {
            Rows = all.Length / Median(rowTimes),
            Networks = all.Length / Median(networkTimes),
            Ratio = Median([.. networkTimes.Zip(rowTimes, (networks, byRow) => networks / byRow)]),
        };
    }

    private static double ScoreRows(IDataView scored) => scored.GetColumn<float>("Score").Sum(score => (double)score);

    private static double ScoreBare(ITokenizer tokenizer, IPrior prior, byte[] planar, long[] classes)
    {
        int imageBytes = planar.Length / classes.Length;
        double bits = 0;
        for (int start = 0; start < classes.Length; start += BatchSize)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int count = Math.Min(BatchSize, classes.Length - start);
            torch.Tensor images = ImageBatch.ToTensor(planar.AsSpan(start * imageBytes, count * imageBytes), Pictures.Size, Pictures.Size, tokenizer.Device);
            torch.Tensor labels = torch.tensor(classes[start..(start + count)], [count, 1], device: prior.Device);
            torch.Tensor nats = prior.NegativeLogLikelihood(tokenizer.Encode(images), labels); // (N, codes of a pyramid)
            foreach (float value in nats.mean([1]).cpu().data<float>().ToArray())
                bits += value / Math.Log(2);
        }
        return bits;
    }

    private static (byte[] Planar, long[] Classes) Decoded(Picture[] pictures, IReadOnlyList<string> labels)
    {
        int imageBytes = pictures[0].Rgb.Length;
        var planar = new byte[pictures.Length * imageBytes];
        var classes = new long[pictures.Length];
        for (int i = 0; i < pictures.Length; i++)
        {
            ImageBatch.ToPlanar(pictures[i].Rgb, planar.AsSpan(i * imageBytes, imageBytes));
            classes[i] = labels.Index().First(label => label.Item == pictures[i].Label).Index;
        }
        return (planar, classes);
    }

    private static double Time(Func<double> work, out double result)
    {
        long start = Stopwatch.GetTimestamp();
        result = work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}

using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>
/// The Inception score (Salimans et al., Improved Techniques for Training GANs, 2016, section 4): exp of the mean divergence of each image's class
/// probabilities from those of all, which is high where every image is surely of some class and all classes occur. It goes by the classes
/// of whatever network gives the probabilities.
/// </summary>
/// <param name="Mean">The mean of the scores of the parts: 1 to the number of classes.</param>
/// <param name="Deviation">Their standard deviation, with divisor parts - 1; 0 for one part.</param>
public sealed record InceptionScore(double Mean, double Deviation)
{
    /// <summary>Scores images by the probabilities of their classes.</summary>
    /// <param name="probabilities">(N, classes), each row summing to 1, in random order: the parts are rows that follow each other.</param>
    /// <param name="parts">Parts that are scored by themselves. At least 1, at most N; default 10, as published.</param>
    /// <exception cref="ArgumentException">The axes are others, or something is no probability.</exception>
    public static InceptionScore Of(Tensor probabilities, int parts = 10)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.shape is not [>= 1, >= 1])
            throw new ArgumentException($"The probabilities are ({string.Join(", ", probabilities.shape)}); they must be (N, classes) with N at least 1.", nameof(probabilities));
        OptionCheck.Within(parts, 1, (int)Math.Min(int.MaxValue, probabilities.size(0)));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = probabilities.to(ScalarType.Float64); // (N, classes)
        // Written so that NaN fails.
        if (!rows.ge(0).all().item<bool>() || !rows.sum([1]).sub(1).abs().lt(1e-3).all().item<bool>())
            throw new ArgumentException("The probabilities hold a row that is not at least 0 everywhere and 1 in sum: give the softmax of the logits.", nameof(probabilities));
        long n = rows.size(0);
        double[] scores = [.. Enumerable.Range(0, parts).Select(part => ScoreOf(rows.narrow(0, part * n / parts, ((part + 1) * n / parts) - (part * n / parts))))];
        double mean = scores.Average();
        return new InceptionScore(mean, parts == 1 ? 0 : Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (parts - 1)));
    }

    private static double ScoreOf(Tensor rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = rows.mean([0]); // (classes)
        // What is 0 adds 0: its logarithm is kept finite.
        Tensor divergence = rows.mul(rows.clamp_min(1e-300).log() - all.clamp_min(1e-300).log()).sum([1]); // (N)
        return Math.Exp(divergence.mean().item<double>());
    }
}

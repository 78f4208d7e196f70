using HierVQ.Metrics;
using TorchSharp;

namespace HierVQ.Examples.Mnist;

/// <summary>How a set of digits looks to the judge, and how it lies to the training digits.</summary>
internal sealed record SetFigures
{
    /// <summary>How many digits.</summary>
    public required int Count { get; init; }

    /// <summary>The share that the judge reads as what they should say.</summary>
    public required double Recognised { get; init; }

    /// <summary>The same of each value, 0 to 9.</summary>
    public required double[] RecognisedOf { get; init; }

    /// <summary>Mean distance in pixels to the nearest training digit: the root of the summed squares, ink being 1.</summary>
    public required double NearestPixels { get; init; }

    /// <summary>The distance in pixels below which a hundredth of the digits lie: copies would bring it near 0.</summary>
    public required double NearestPixelsLowest { get; init; }

    /// <summary>Mean distance in the judge's features to the nearest training digit.</summary>
    public required double NearestFeatures { get; init; }

    /// <summary>Mean distance in pixels between two that should say the same.</summary>
    public required double SpreadPixels { get; init; }

    /// <summary>Mean distance in the judge's features between two that should say the same.</summary>
    public required double SpreadFeatures { get; init; }

    /// <summary>Frechet distance to the training digits in the judge's features.</summary>
    public required double Frechet { get; init; }

    /// <summary>Precision, recall, density and coverage against as many training digits, in the judge's features.</summary>
    public required Prdc Prdc { get; init; }

    /// <summary>Measures a set.</summary>
    /// <param name="digits">The set.</param>
    /// <param name="training">All training digits.</param>
    /// <param name="others">The digits that <see cref="Prdc"/> compares with.</param>
    /// <param name="nearest">For each digit the place of the nearest training digit in pixels.</param>
    public static SetFigures Of(SeenDigits digits, SeenDigits training, SeenDigits others, out int[] nearest)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (double[] pixels, nearest) = Distances.Nearest(digits.Pixels, training.Pixels);
        (double[] features, _) = Distances.Nearest(digits.Features, training.Features);
        return new SetFigures
        {
            Count = digits.Digits.Count,
            Recognised = digits.Recognised,
            RecognisedOf = [.. Enumerable.Range(0, 10).Select(digits.RecognisedOf)],
            NearestPixels = pixels.Average(),
            NearestPixelsLowest = pixels.Order().ElementAt(pixels.Length / 100),
            NearestFeatures = features.Average(),
            SpreadPixels = digits.SpreadWithinDigit(digits.Pixels),
            SpreadFeatures = digits.SpreadWithinDigit(digits.Features),
            Frechet = FrechetDistance.Between(training.Features, digits.Features),
            Prdc = Prdc.Of(others.Features, digits.Features),
        };
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Examples.Mnist;

/// <summary>A judge as the classifier that the generator's rejection asks: images to probabilities, with stock transforms around it.</summary>
internal static class Sieve
{
    /// <summary>The classifier's pipeline.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="judge">The judge; it stays the caller's.</param>
    public static ITransformer Of(MLContext ml, Judge judge)
    {
        IDataView images = ml.Data.LoadFromEnumerable<Row>([]);
        IDataView names = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(value => new Name { Digit = Digit.Name(value) }).ToArray());
        // Gray: one of the three colours is as good as all.
        ITransformer pixels = ml.Transforms.ExtractPixels(nameof(DigitRow.Pixels), nameof(Row.Image), ImagePixelExtractingEstimator.ColorBits.Red).Fit(images);
        // The keys' values name the probabilities, in their order.
        ITransformer keys = ml.Transforms.Conversion.MapValueToKey("PredictedLabel", nameof(Judgement.PredictedDigit), keyData: names).Fit(judge.Transform(pixels.Transform(images)));
        return new TransformerChain<ITransformer>(pixels, judge, keys);
    }

    private sealed class Row
    {
        public string Digit { get; set; } = "";

        [ImageType(Mnist.Digit.PaddedSize, Mnist.Digit.PaddedSize)]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Name
    {
        public string Digit { get; set; } = "";
    }
}

using HierVQ.Images;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Evaluation;

/// <summary>Compares two columns of segmentations pixel by pixel.</summary>
internal static class SegmentationEvaluator
{
    public static SegmentationMetrics Evaluate(IHost host, IDataView data, string originalName, string reconstructedName, ImageFit fit, string? codesName)
    {
        DataViewSchema.Column reconstructed = ImagePairs.Find(data, reconstructedName);
        (ImageContent content, PixelForm form) = ContentAnnotations.Read(reconstructed);
        if (content != ImageContent.Segmentation)
            throw SchemaCheck.Mismatch(reconstructedName, $"the numbers of classes, with the annotation {ContentAnnotations.ContentName}, as HierDequantize makes them", $"images of {content}: take EvaluateReconstruction");
        using var pairs = ImagePairs.Open(host, data, originalName, reconstructed, form, fit, codesName);
        var sums = new Sums(form.Channels);
        while (pairs.MoveNext())
        {
            if (pairs.IsMissing)
            {
                sums.Missing++;
                continue;
            }
            sums.Add(pairs.Original, pairs.Reconstructed);
            pairs.Usage?.Add();
        }
        return sums.Metrics() with { Codebooks = pairs.Usage?.Codebooks ?? [] };
    }

    private sealed class Sums(int classes)
    {
        private readonly long[] _original = new long[classes];
        private readonly long[] _reconstructed = new long[classes];
        private readonly long[] _both = new long[classes];
        private long _images;

        public long Missing { get; set; }

        public void Add(ReadOnlySpan<byte> original, ReadOnlySpan<byte> reconstructed)
        {
            for (int i = 0; i < original.Length; i++)
            {
                _original[original[i]]++;
                _reconstructed[reconstructed[i]]++;
                if (original[i] == reconstructed[i])
                    _both[original[i]]++;
            }
            _images++;
        }

        public SegmentationMetrics Metrics()
        {
            double[] shares = [.. _both.Select((both, i) => (double)both / (_original[i] + _reconstructed[i] - both))];
            return new SegmentationMetrics
            {
                PixelAccuracy = (double)_both.Sum() / _original.Sum(),
                IntersectionOverUnion = [.. shares],
                MeanIntersectionOverUnion = shares.Where(share => !double.IsNaN(share)).DefaultIfEmpty(double.NaN).Average(),
                Images = _images,
                Missing = Missing,
            };
        }
    }
}

using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Evaluation;

/// <summary>Compares two columns of images row by row.</summary>
internal static class ReconstructionEvaluator
{
    public static ReconstructionMetrics Evaluate(IHost host, IDataView data, string originalName, string reconstructedName, ImageFit fit, string? codesName)
    {
        DataViewSchema.Column reconstructed = ImagePairs.Find(data, reconstructedName);
        (ImageContent content, PixelForm form) = ContentAnnotations.Read(reconstructed);
        if (content == ImageContent.Segmentation)
            throw SchemaCheck.Mismatch(reconstructedName, "images of colours or gray", "the numbers of classes: take EvaluateSegmentation");
        using var pairs = ImagePairs.Open(host, data, originalName, reconstructed, form, fit, codesName);
        var sums = new Sums(form, ((ImageDataViewType)reconstructed.Type).Height);
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

    private sealed class Sums(PixelForm form, int size)
    {
        private double _squared;
        private double _absolute;
        private double _psnr;
        private double _ssim;
        private long _images;
        private long _values;

        public long Missing { get; set; }

        public void Add(ReadOnlySpan<byte> original, ReadOnlySpan<byte> reconstructed)
        {
            long squared = 0, absolute = 0;
            for (int i = 0; i < original.Length; i++)
            {
                int difference = original[i] - reconstructed[i];
                squared += difference * difference;
                absolute += Math.Abs(difference);
            }
            _squared += squared;
            _absolute += absolute;
            _psnr += Psnr((double)squared / original.Length);
            _ssim += Similarity(original, reconstructed);
            _values += original.Length;
            _images++;
        }

        public ReconstructionMetrics Metrics() => new()
        {
            Psnr = Psnr(_squared / _values),
            MeanImagePsnr = _psnr / _images,
            MeanSquaredError = _squared / _values,
            MeanAbsoluteError = _absolute / _values,
            Ssim = _ssim / _images,
            Images = _images,
            Missing = Missing,
        };

        private double Similarity(ReadOnlySpan<byte> original, ReadOnlySpan<byte> reconstructed)
        {
            if (size < Ssim.WindowSize)
                return double.NaN;
            using DisposeScope scope = NewDisposeScope();
            return Ssim.PerImage(Planar(original), Planar(reconstructed)).item<float>();
        }

        // (1, C, H, W) in [-1, 1]
        private Tensor Planar(ReadOnlySpan<byte> interleaved)
        {
            byte[] planar = new byte[interleaved.Length];
            form.ToPlanar(interleaved, planar);
            return form.ToTensor(planar, size, size);
        }

        private static double Psnr(double meanSquaredError) => 10 * Math.Log10(byte.MaxValue * byte.MaxValue / meanSquaredError);
    }
}

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
    private static readonly ColumnRule Reconstructed = new("images of known size (MLImage), as HierDequantize makes them", form => !form.IsVector && form.Item == typeof(MLImage));

    public static ReconstructionMetrics Evaluate(IHost host, IDataView data, string originalName, string reconstructedName, ImageFit fit, string? codesName)
    {
        DataViewSchema.Column original = SchemaCheck.Find(data.Schema, originalName, ColumnRule.Image);
        DataViewSchema.Column reconstructed = SchemaCheck.Find(data.Schema, reconstructedName, Reconstructed);
        var type = (ImageDataViewType)reconstructed.Type;
        if (type.Height < 1 || type.Height != type.Width)
            throw SchemaCheck.Mismatch(reconstructedName, Reconstructed.Expected, type.ToString());
        var settings = new HierQuantizeOptions { Fit = fit, BadImages = BadImages.Skip }.ImageInput(type.Height);
        using var skipped = new BadImageCount(host, originalName);
        using var undecoded = new BadImageCount(host, reconstructedName);
        CodesColumn? codes = codesName is null ? null : CodesColumn.Find(data.Schema, codesName);
        using DataViewRowCursor cursor = data.GetRowCursor(codes is null ? [original, reconstructed] : [original, reconstructed, codes.Column]);
        using var left = ImageInput.Create(cursor, original, settings, 1, skipped);
        using var right = ImageInput.Create(cursor, reconstructed, settings, 1, undecoded);
        var usage = codes is null ? null : new UsageSums(cursor, codes);
        var sums = new Sums(type.Height);
        while (cursor.MoveNext())
        {
            foreach (ImageInput image in (ReadOnlySpan<ImageInput>)[left, right])
            {
                image.Read(0);
                image.Prepare(1, out _, CancellationToken.None);
            }
            if (left.IsMissing(0) || right.IsMissing(0))
            {
                sums.Missing++;
                continue;
            }
            sums.Add(left.Rgb(0), right.Rgb(0));
            usage?.Add();
        }
        return sums.Metrics() with { Codebooks = usage?.Codebooks ?? [] };
    }

    private sealed class Sums(int size)
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

        // (1, 3, H, W) in [-1, 1]
        private Tensor Planar(ReadOnlySpan<byte> interleaved)
        {
            byte[] planar = new byte[interleaved.Length];
            ImageBatch.ToPlanar(interleaved, planar);
            return ImageBatch.ToTensor(planar, size, size);
        }

        private static double Psnr(double meanSquaredError) => 10 * Math.Log10(byte.MaxValue * byte.MaxValue / meanSquaredError);
    }
}

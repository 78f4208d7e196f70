using BenchmarkDotNet.Attributes;
using HierVQ.Images;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Scoring decoded images: the rows of a data view, against the bare networks on the same pixels in the same batches.</summary>
public class ScoringBenchmarks
{
    private const int Images = 512, Size = 32, Batch = 64;

    private readonly MLContext _ml = new(seed: 1);
    private HqVae _tokenizer = null!;
    private IPrior _prior = null!;
    private ITransformer _model = null!;
    private IDataView _rows = null!;
    private Row[] _images = [];
    private byte[] _pixels = [];

    /// <summary>Makes the images, the networks and a pipeline of them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _pixels = new byte[Images * 3 * Size * Size]; // planar
        random.NextBytes(_pixels);
        _images = [.. Enumerable.Range(0, Images).Select(i => new Row { Image = Interleaved(i), Label = $"class {i % PriorCase.Classes}" })];
        _rows = _ml.Data.LoadFromEnumerable(_images);

        HqTransformerOptions options = (HqTransformerOptions)PriorCase.HqTransformer.Options(PriorCase.Dropout);
        options.Epochs = 1; // what the weights are does not matter to the time
        _tokenizer = (HqVae)PriorCase.HqTransformer.Tokenizer.Create(CPU);
        _prior = PriorCase.HqTransformer.Make(PriorCase.Dropout);
        _model = _ml.Transforms.HierQuantize("Codes", "Image", _tokenizer)
            .Append(_ml.HierVQ.Trainers.HierTransformer("Codes", "Label", options))
            .Fit(_ml.Data.TakeRows(_rows, Batch));
    }

    /// <summary>The networks alone.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Images)]
    public double BareNetworks()
    {
        double sum = 0;
        for (int start = 0; start < Images; start += Batch)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor images = ImageBatch.ToTensor(_pixels.AsSpan(start * 3 * Size * Size, Batch * 3 * Size * Size), Size, Size, CPU);
            Tensor classes = arange(start, start + Batch, ScalarType.Int64).remainder(PriorCase.Classes).unsqueeze(1);
            sum += _prior.NegativeLogLikelihood(_tokenizer.Encode(images), classes).mean([1]).sum().item<float>();
        }
        return sum;
    }

    /// <summary>The rows of the fitted pipeline.</summary>
    [Benchmark(OperationsPerInvoke = Images)]
    public double ThroughDataView()
    {
        IDataView scored = _model.Transform(_rows);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<float> score = cursor.GetGetter<float>(scored.Schema["Score"]);
        double sum = 0;
        float value = 0;
        while (cursor.MoveNext())
        {
            score(ref value);
            sum += value;
        }
        return sum;
    }

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        (_model as IDisposable)?.Dispose();
        _prior.Dispose();
        _tokenizer.Dispose();
        foreach (Row row in _images)
            row.Image.Dispose();
    }

    private MLImage Interleaved(int index)
    {
        const int Plane = Size * Size;
        ReadOnlySpan<byte> planar = _pixels.AsSpan(index * 3 * Plane, 3 * Plane);
        var bytes = new byte[4 * Plane];
        for (int i = 0; i < Plane; i++)
            (bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]) = (planar[i], planar[Plane + i], planar[2 * Plane + i], 255);
        return MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, bytes);
    }

    private sealed class Row
    {
        /// <summary>A decoded image.</summary>
        [ImageType(Size, Size)]
        public MLImage Image { get; set; } = null!;

        /// <summary>Its class.</summary>
        public string Label { get; set; } = "";
    }
}

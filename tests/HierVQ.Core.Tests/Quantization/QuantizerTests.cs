using System.Text.Json;
using HierVQ.Quantization;
using HierVQ.Serialization;
using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>What every quantizer must keep.</summary>
[TestClass]
public sealed class QuantizerTests
{
    private readonly Generator _random = new(2);
    private readonly DisposeScope _scope = NewDisposeScope();

    public static IEnumerable<object[]> Names => TinyQuantizers.All.Keys.Select(name => (object[])[name]);

    [TestCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _random.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Shapes_and_ranges_are_as_promised(string name)
    {
        using Quantizer quantizer = Create(name);
        Tensor vectors = TinyQuantizers.Vectors(30);
        int depth = quantizer.Depth;
        foreach (bool training in (bool[])[true, false])
        {
            quantizer.train(training);
            QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
            CollectionAssert.AreEqual(vectors.shape, quantized.Vectors.shape);
            CollectionAssert.AreEqual((long[])[30, depth], quantized.Codes.shape);
            Assert.IsEmpty(quantized.Loss.shape);
            Assert.AreEqual(ScalarType.Int64, quantized.Codes.dtype);
            Assert.IsTrue(quantized.Codes.ge(0).all().item<bool>() && quantized.Codes.lt(TinyQuantizers.Codes).all().item<bool>());
            Assert.IsTrue(float.IsFinite(quantized.Loss.item<float>()));
        }
        CollectionAssert.AreEqual((long[])[30, depth, TinyQuantizers.Codes], quantizer.SoftCodes(vectors, 0.5).shape);
        CollectionAssert.AreEqual((long[])[TinyQuantizers.Codes, TinyQuantizers.Length], quantizer.Codebook().shape);
        Tensor map = TinyQuantizers.Vectors(2 * 3 * 4).view(2, 3, 4, -1).permute(0, 3, 1, 2); // (N, D, H, W)
        Quantized mapped = quantizer.Quantize(map);
        CollectionAssert.AreEqual(map.shape, mapped.Map.shape);
        CollectionAssert.AreEqual((long[])[2, 12 * depth], mapped.Codes.shape);
        AssertClose(mapped.Map, quantizer.LookupMap(mapped.Codes, 3, 4), 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Codes_their_vectors_and_soft_codes_agree(string name)
    {
        using Quantizer quantizer = Create(name);
        Train(quantizer, 3);
        Tensor vectors = TinyQuantizers.Vectors(40);
        Tensor codes = quantizer.Nearest(vectors);
        QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
        AssertSame(codes, quantized.Codes);
        AssertClose(quantizer.Lookup(codes), quantized.Vectors, 1e-5);
        Tensor soft = quantizer.SoftCodes(vectors, 0.1);
        AssertSame(codes, soft.argmax(2));
        AssertClose(ones_like(codes, dtype: ScalarType.Float32), soft.sum(2), 1e-5);

        // The depths add up, and each is a row of its codebook.
        Tensor sum = quantizer.LookupDepth(codes, 0);
        AssertClose(quantizer.Codebook(0).index_select(0, codes.select(1, 0)), sum, 1e-5);
        AssertClose(sum, quantizer.Lookup(codes, 1), 1e-5);
        for (int depth = 1; depth < quantizer.Depth; depth++)
        {
            Tensor added = quantizer.LookupDepth(codes, depth);
            AssertClose(quantizer.Codebook(depth).index_select(0, codes.select(1, depth)), added, 1e-5);
            sum += added;
            AssertClose(sum, quantizer.Lookup(codes, depth + 1), 1e-5);
        }
        AssertClose(sum, quantizer.Lookup(codes, int.MaxValue), 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void At_a_low_temperature_drawn_codes_are_the_nearest_and_at_a_high_one_all_occur(string name)
    {
        using Quantizer quantizer = Create(name);
        Train(quantizer, 3);
        Tensor vectors = TinyQuantizers.Vectors(500);
        SampledCodes cold = quantizer.SampleCodes(vectors, 1e-6, _random);
        AssertSame(quantizer.Nearest(vectors), cold.Codes);
        SampledCodes hot = quantizer.SampleCodes(vectors, 1e15, _random);
        CollectionAssert.AreEqual(cold.Soft.shape, hot.Soft.shape);
        Assert.IsGreaterThan(TinyQuantizers.Codes * 0.9, hot.Codes.select(1, 0).bincount(null!, TinyQuantizers.Codes).gt(0).sum().item<long>());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Evaluation_changes_nothing_and_draws_nothing(string name)
    {
        using Quantizer quantizer = Create(name);
        byte[] before = Weights(quantizer), state = _random.get_state().bytes.ToArray();
        QuantizedVectors first = quantizer.QuantizeVectors(TinyQuantizers.Vectors(30));
        quantizer.Nearest(TinyQuantizers.Vectors(30, seed: 6));
        QuantizedVectors again = quantizer.QuantizeVectors(TinyQuantizers.Vectors(30));
        AssertSame(first.Vectors, again.Vectors);
        CollectionAssert.AreEqual(before, Weights(quantizer));
        CollectionAssert.AreEqual(state, _random.get_state().bytes.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_same_seeds_give_the_same_training(string name)
    {
        byte[][] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using var random = new Generator(9);
            using Quantizer quantizer = TinyQuantizers.Create(TinyQuantizers.All[name], random);
            Train(quantizer, 5);
            return Weights(quantizer);
        })];
        CollectionAssert.AreEqual(runs[0], runs[1]);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_saved_quantizer_goes_on_as_the_first_would_have(string name)
    {
        using Quantizer whole = Create(name);
        Train(whole, 1);
        using var stream = new MemoryStream(Weights(whole));
        using var random = new Generator(4);
        using Quantizer loaded = TinyQuantizers.Create(TinyQuantizers.All[name], random, seed: 77);
        ModelWeights.Read(loaded, stream);
        AssertSame(whole.Nearest(TinyQuantizers.Vectors(30)), loaded.Nearest(TinyQuantizers.Vectors(30)));

        // The k-means of the first batches goes on in the middle as well.
        _random.manual_seed(11);
        random.manual_seed(11);
        Train(whole, 2);
        Train(loaded, 2);
        CollectionAssert.AreEqual(Weights(whole), Weights(loaded));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Options_survive_json(string name)
    {
        string json = JsonSerializer.Serialize(TinyQuantizers.All[name]);
        QuantizerOptions read = JsonSerializer.Deserialize<QuantizerOptions>(json)!;
        Assert.AreEqual(TinyQuantizers.All[name].GetType(), read.GetType());
        Assert.AreEqual(json, JsonSerializer.Serialize(read));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Steps_leak_no_tensor(string name)
    {
        using Quantizer quantizer = Create(name);
        long[] live = new long[4];
        for (int round = 0; round < live.Length; round++)
        {
            Train(quantizer, 3);
            using (NewDisposeScope())
            {
                quantizer.Nearest(TinyQuantizers.Vectors(10));
                quantizer.SoftCodes(TinyQuantizers.Vectors(10), 1);
                quantizer.Codebook();
            }
            live[round] = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        // The first rounds make the gradients of parameters.
        Assert.AreEqual(live[1], live[3]);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void What_it_gives_is_all_that_it_leaves(string name)
    {
        using Quantizer quantizer = Create(name);
        AssertNothingElseIsLeft(quantizer);
    }

    /// <summary>For callers without a dispose scope of their own.</summary>
    internal static void AssertNothingElseIsLeft(Quantizer quantizer)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = TinyQuantizers.Vectors(10), map = vectors.view(2, 5, 1, -1).permute(0, 3, 1, 2);
        Tensor codes = quantizer.Nearest(vectors), mapCodes = quantizer.NearestOf(map);
        using IDisposable noGrad = no_grad();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        QuantizedVectors quantized = quantizer.QuantizeVectors(vectors);
        Quantized quantizedMap = quantizer.Quantize(map);
        Tensor[] given =
        [
            quantizer.Nearest(vectors), quantizer.Lookup(codes), quantizer.LookupDepth(codes, 0), quantizer.SoftCodes(vectors, 1),
            quantizer.NearestOf(map), quantizer.LookupMap(mapCodes, 5, 1), quantizer.LookupMap(mapCodes, 5, 1, 1), quantizer.SoftCodesOf(map, 1),
            quantized.Vectors, quantized.Codes, quantized.Loss, quantizedMap.Map, quantizedMap.Codes, quantizedMap.Loss,
        ];
        Assert.AreEqual(before + given.Length, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_tiny_autoencoder_learns_through_it(string name)
    {
        using Quantizer quantizer = Create(name);
        using var init = new Generator(3);
        using var encoder = new HierVQ.Layers.Linear(8, TinyQuantizers.Length, init, CPU);
        using var decoder = new HierVQ.Layers.Linear(TinyQuantizers.Length, 8, init, CPU);
        var parameters = encoder.parameters().Concat(decoder.parameters()).Concat(quantizer.parameters()).ToArray();
        using optim.Optimizer optimizer = optim.Adam(parameters, 0.01);
        quantizer.train();
        // Points around 16 centres in a plane of 8 numbers.
        Tensor centres = TinyQuantizers.Vectors(16, 2, seed: 20).mm(TinyQuantizers.Vectors(2, 8, seed: 21));
        float[] errors = new float[200];
        for (int step = 0; step < errors.Length; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            quantizer.BeginStep(new TrainingMoment(step, errors.Length, 100));
            Tensor input = centres.index_select(0, arange(64).remainder(16)) + 0.05f * TinyQuantizers.Vectors(64, 8, seed: (ulong)(100 + step));
            QuantizedVectors quantized = quantizer.QuantizeVectors(encoder.call(input));
            Tensor error = nn.functional.mse_loss(decoder.call(quantized.Vectors), input);
            optimizer.zero_grad();
            error.add(quantized.Loss).backward();
            optimizer.step();
            errors[step] = error.item<float>();
        }
        quantizer.eval();
        long used = quantizer.Nearest(encoder.call(centres)).select(1, 0).bincount(null!, TinyQuantizers.Codes).gt(0).sum().item<long>();
        Assert.IsLessThan(0.5 * errors[..10].Average(), errors[^10..].Average(), $"{errors[..10].Average()} to {errors[^10..].Average()}, {used} codes");
        Assert.IsGreaterThan(1, used);
    }

    // Steps of the codebook alone on random vectors; weights learn by a step of plain descent.
    private static void Train(Quantizer quantizer, int steps)
    {
        quantizer.train();
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            quantizer.BeginStep(new TrainingMoment(step, steps, steps));
            QuantizedVectors quantized = quantizer.QuantizeVectors(TinyQuantizers.Vectors(80, seed: (ulong)(50 + step)).requires_grad_());
            quantized.Vectors.square().mean().add(quantized.Loss).backward();
            using IDisposable noGrad = no_grad();
            foreach (Parameter parameter in quantizer.parameters())
            {
                if (parameter.grad is { } gradient)
                    parameter.sub_(gradient.mul(0.1f));
            }
            quantizer.zero_grad();
        }
        quantizer.eval();
    }

    private Quantizer Create(string name) => TinyQuantizers.Create(TinyQuantizers.All[name], _random);

    private static byte[] Weights(Quantizer quantizer)
    {
        using var stream = new MemoryStream();
        ModelWeights.Write(quantizer, stream);
        return stream.ToArray();
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        CollectionAssert.AreEqual(expected.contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray());
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Assert.AreEqual(0, expected.sub(actual).abs().max().item<float>(), tolerance);
    }
}

using HierVQ.Layers;
using HierVQ.Quantization;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>
/// Codebook collapse and its remedies, small enough to see in seconds: points around many centres, a linear autoencoder, and a codebook that
/// starts nowhere near the vectors, as a large codebook in a young network does.
/// </summary>
[TestClass]
public sealed class CodebookCollapseTests
{
    private const int Codes = 256, Length = 8, Centres = 256, Batch = 256, Steps = 250;

    public static IEnumerable<object[]> Remedies =>
    [
        ["restart of running means", new EmaQuantizerOptions { RestartThreshold = 0.1 }],
        ["restart of learned codes", new GradientQuantizerOptions { RestartUnusedCodes = true }],
        ["k-means", new GradientQuantizerOptions { KMeansBatches = 4 }],
        ["k-means of running means", new EmaQuantizerOptions { KMeansBatches = 4, RestartUnusedCodes = false }],
        ["few dimensions of length 1", new GradientQuantizerOptions { CodeSize = 4, NormalizeCodes = true }],
        ["finite scalars", new FiniteScalarQuantizerOptions()],
        ["lookup-free", new LookupFreeQuantizerOptions()],
        ["SimVQ", new SimVqQuantizerOptions()],
        ["SimVQ and k-means", new SimVqQuantizerOptions { KMeansBatches = 4 }],
        ["residual", new ResidualQuantizerOptions { Depth = 2, RestartThreshold = 0.1 }],
        ["rotation", new GradientQuantizerOptions { Gradient = CodeGradient.Rotation }],
    ];

    private static readonly Lazy<int> s_plain = new(() => CodesInUse(new GradientQuantizerOptions()));

    [TestMethod]
    public void A_large_codebook_that_learns_by_gradient_alone_collapses() => Assert.IsLessThan(Codes / 6, s_plain.Value);

    [TestMethod]
    [DynamicData(nameof(Remedies))]
    public void Each_remedy_keeps_more_codes_in_use(string name, QuantizerOptions options)
    {
        int used = CodesInUse(options);
        Assert.IsGreaterThan(1.3 * s_plain.Value, used, $"{name}: {used} of {Codes} codes, {s_plain.Value} without");
    }

    private static int CodesInUse(QuantizerOptions options)
    {
        using DisposeScope all = NewDisposeScope();
        using var random = new Generator(2);
        using var init = new Generator(3);
        using Quantizer quantizer = TinyQuantizers.Create(options, random, Codes, Length);
        using var encoder = new Linear(16, Length, init, CPU);
        using var decoder = new Linear(Length, 16, init, CPU);
        using optim.Optimizer optimizer = optim.Adam(encoder.parameters().Concat(decoder.parameters()).Concat(quantizer.parameters()), 3e-3);
        Tensor centres = TinyQuantizers.Vectors(Centres, 16, seed: 4);
        quantizer.train();
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            random.manual_seed(step);
            quantizer.BeginStep(new TrainingMoment(step, Steps, Steps));
            Tensor input = centres.index_select(0, randint(Centres, [Batch], dtype: ScalarType.Int64, generator: random)) + 0.1f * TinyQuantizers.Vectors(Batch, 16, seed: (ulong)(100 + step));
            QuantizedVectors quantized = quantizer.QuantizeVectors(encoder.call(input));
            optimizer.zero_grad();
            nn.functional.mse_loss(decoder.call(quantized.Vectors), input).add(quantized.Loss).backward();
            optimizer.step();
        }
        quantizer.eval();
        return (int)quantizer.Nearest(encoder.call(centres)).select(1, 0).bincount(null!, Codes).gt(0).sum().item<long>();
    }
}

using HierVQ.Layers;
using HierVQ.Sampling;
using HierVQ.Tokenizers.AuxiliaryDecoders;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers.AuxiliaryDecoders;

[TestClass]
public sealed class AutoregressiveDecoderTests
{
    private const int Side = 4;

    private static AuxiliaryLevelOptions Small => new()
    {
        Factor = 2,
        EmbeddingSize = 6,
        AutoregressiveChannels = 16,
        AutoregressiveBlocks = 1,
    };

    [TestMethod]
    [DataRow(true, 3, 256, false)]
    [DataRow(false, 2, 9, true)]
    public void A_value_is_seen_by_those_after_it_in_raster_channel_order_alone(bool pixels, int channels, int size, bool attention)
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(channels, size, pixels), attention);
        (Tensor values, Tensor quantized) = Inputs(decoder.Alphabet, 1);
        Tensor condition = decoder.Condition(quantized);
        float[][] before = Logits(decoder, values, condition);
        for (int changed = 0; changed < before.Length; changed++)
        {
            Tensor other = values.clone();
            using (Tensor value = other[0, changed % channels, changed / channels / Side, changed / channels % Side])
                value.copy_(value.add(size / 2).remainder(size));
            float[][] after = Logits(decoder, other, condition);
            for (int seen = 0; seen <= changed; seen++)
                CollectionAssert.AreEqual(before[seen], after[seen], $"Value {seen} sees value {changed}.");
            // The channels after it at its own position do see it.
            for (int seen = changed + 1; seen % channels != 0; seen++)
                CollectionAssert.AreNotEqual(before[seen], after[seen], $"Value {seen} does not see value {changed}.");
            if (changed == 0)
                CollectionAssert.AreNotEqual(before[^1], after[^1], "The last value does not see the first.");
        }
    }

    [TestMethod]
    public void Every_value_sees_the_codes()
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(Alphabet.Pixels(3));
        (Tensor values, Tensor quantized) = Inputs(decoder.Alphabet, 1);
        float[][] before = Logits(decoder, values, decoder.Condition(quantized)), after = Logits(decoder, values, decoder.Condition(quantized.add(1)));
        for (int seen = 0; seen < before.Length; seen++)
            CollectionAssert.AreNotEqual(before[seen], after[seen]);
    }

    [TestMethod]
    public void Its_probabilities_are_those_of_its_logits_and_add_up()
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(2, 3, ArePixels: false), side: 2);
        (Tensor some, Tensor quantized) = Inputs(decoder.Alphabet, 1, side: 2);
        // All 3^8 pyramids of 2 x 2 positions of two channels.
        const int Count = 6561;
        long[] digits = new long[Count * 8];
        for (int row = 0; row < Count; row++)
            for (int at = 0, rest = row; at < 8; at++, rest /= 3)
                digits[(row * 8) + at] = rest % 3;
        Tensor values = tensor(digits, [Count, 2, 2, 2]);
        Tensor nats = decoder.NegativeLogLikelihood(values, quantized.expand(Count, -1, -1, -1).contiguous());
        CollectionAssert.AreEqual((long[])[Count], nats.shape);
        Assert.AreEqual(1, nats.neg().exp().sum().item<float>(), 1e-3);
        Assert.AreEqual(2, some.size(1));
    }

    [TestMethod]
    [DataRow(true, 3, 256, false)]
    [DataRow(false, 2, 9, true)]
    public void Drawing_position_by_position_takes_what_whole_passes_find_likeliest(bool pixels, int channels, int size, bool attention)
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(channels, size, pixels), attention);
        (_, Tensor quantized) = Inputs(decoder.Alphabet, 3);
        var greedy = new LogitFilter(1, topK: 1, topP: 1);
        foreach (Tensor drawn in (Tensor[])[AutoregressiveKernelDraw.Run(decoder, quantized, [1, 2, 3], greedy), AutoregressiveTensorDraw.Run(decoder, quantized, [1, 2, 3], greedy)])
        {
            CollectionAssert.AreEqual((long[])[3, channels, Side, Side], drawn.shape);
            Tensor likeliest = stack([.. decoder.Logits(drawn, decoder.Condition(quantized)).Select(logits => logits.argmax(1).view(3, Side, Side))], 1);
            CollectionAssert.AreEqual(likeliest.data<long>().ToArray(), drawn.data<long>().ToArray());
        }
    }

    [TestMethod]
    public void Kernels_and_tensors_draw_the_same()
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(2, 5, ArePixels: false), attention: true);
        (_, Tensor quantized) = Inputs(decoder.Alphabet, 3);
        var filter = new LogitFilter(0.9f, 4, 0.95f);
        CollectionAssert.AreEqual(
            AutoregressiveTensorDraw.Run(decoder, quantized, [1, 2, 3], filter).data<long>().ToArray(),
            AutoregressiveKernelDraw.Run(decoder, quantized, [1, 2, 3], filter).data<long>().ToArray());
    }

    [TestMethod]
    public void A_seed_decides_what_its_image_draws_in_any_company()
    {
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(1, 16, ArePixels: false));
        (_, Tensor quantized) = Inputs(decoder.Alphabet, 2);
        var filter = new LogitFilter(1, 0, 1);
        Tensor both = AutoregressiveDraw.Run(decoder, quantized, [5, 6], filter), again = AutoregressiveDraw.Run(decoder, quantized, [5, 6], filter);
        Tensor alone = AutoregressiveDraw.Run(decoder, quantized.narrow(0, 1, 1), [6], filter), other = AutoregressiveDraw.Run(decoder, quantized, [7, 8], filter);
        CollectionAssert.AreEqual(both.data<long>().ToArray(), again.data<long>().ToArray());
        CollectionAssert.AreEqual(both.narrow(0, 1, 1).contiguous().data<long>().ToArray(), alone.data<long>().ToArray());
        CollectionAssert.AreNotEqual(both.data<long>().ToArray(), other.data<long>().ToArray());
    }

    [TestMethod]
    public void Draws_come_as_often_as_they_are_likely()
    {
        const int Count = 4000;
        using DisposeScope scope = NewDisposeScope();
        using AutoregressiveDecoder decoder = Make(new Alphabet(1, 4, ArePixels: false), side: 2);
        (_, Tensor quantized) = Inputs(decoder.Alphabet, 1, side: 2);
        using (no_grad())
            foreach (var parameter in decoder.Heads.parameters())
                parameter.mul_(4);
        Tensor drawn = AutoregressiveDraw.Run(decoder, quantized.expand(Count, -1, -1, -1).contiguous(), [.. Enumerable.Range(0, Count).Select(i => (ulong)i)], new LogitFilter(1, 0, 1));
        float[] first = decoder.Logits(drawn.narrow(0, 0, 1), decoder.Condition(quantized))[0].softmax(1)[0].data<float>().ToArray();
        for (int value = 0; value < 4; value++)
            Assert.AreEqual(first[value], drawn.select(2, 0).select(2, 0).eq(value).to(ScalarType.Float32).mean().item<float>(), 0.03);
    }

    [TestMethod]
    public void Drawing_leaks_nothing()
    {
        using AutoregressiveDecoder decoder = Make(Alphabet.Pixels(3));
        using Tensor quantized = zeros(2, 6, Side / 2, Side / 2);
        AutoregressiveDraw.Run(decoder, quantized, [1, 2], new LogitFilter(1, 5, 0.9f)).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        AutoregressiveDraw.Run(decoder, quantized, [1, 2], new LogitFilter(1, 5, 0.9f)).Dispose();
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static AutoregressiveDecoder Make(Alphabet alphabet, bool attention = false, int side = Side)
    {
        using var init = new Generator(7);
        AuxiliaryLevelOptions options = Small;
        options.AutoregressiveAttention = attention;
        var decoder = new AutoregressiveDecoder(new LevelShape(options, alphabet, 3, side), new LayerContext(CPU, init));
        decoder.eval();
        return decoder;
    }

    private static (Tensor Values, Tensor Quantized) Inputs(Alphabet alphabet, int count, int side = Side)
    {
        using var generator = new Generator(3);
        Tensor values = rand([count, alphabet.Channels, side, side], generator: generator).mul(alphabet.Size).to(ScalarType.Int64);
        return (values, randn([count, 6, side / 2, side / 2], generator: generator));
    }

    // The logits of one image's values in raster-channel order.
    private static float[][] Logits(AutoregressiveDecoder decoder, Tensor values, Tensor condition)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<Tensor> channels = decoder.Logits(values, condition);
        return [.. Enumerable.Range(0, Side * Side * channels.Count).Select(i => channels[i % channels.Count][i / channels.Count].detach().data<float>().ToArray())];
    }
}

using HierVQ.Layers;
using HierVQ.Tokenizers.AuxiliaryDecoders;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Tokenizers.AuxiliaryDecoders;

[TestClass]
public sealed class MaskedSelfPredictionTests
{
    private const int Side = 8;

    [TestMethod]
    [DataRow(true, 3, 256, 1)]
    [DataRow(true, 3, 256, 3)]
    [DataRow(true, 1, 256, 5)]
    [DataRow(false, 2, 7, 3)]
    public void The_window_is_hidden_to_the_last_value_and_its_rim_is_seen(bool pixels, int channels, int size, int window)
    {
        using DisposeScope scope = NewDisposeScope();
        using MaskedSelfPrediction decoder = Make(new Alphabet(channels, size, pixels), window);
        using var generator = new Generator(3);
        Tensor quantized = randn([1, 6, Side / 2, Side / 2], generator: generator);
        Tensor values = rand([1, channels, Side, Side], generator: generator).mul(size).to(ScalarType.Int64);
        float[][] before = Positions(decoder.Logits(quantized, values));
        int half = window / 2, reach = half + 2;
        for (int changed = 0; changed < Side * Side; changed++)
        {
            Tensor other = values.clone();
            using (Tensor place = other.select(2, changed / Side).select(2, changed % Side))
                place.copy_(place.add(size / 2).remainder(size));
            float[][] after = Positions(decoder.Logits(quantized, other));
            for (int seen = 0; seen < Side * Side; seen++)
            {
                int distance = Math.Max(Math.Abs((seen / Side) - (changed / Side)), Math.Abs((seen % Side) - (changed % Side)));
                if (distance <= half || distance > reach)
                    CollectionAssert.AreEqual(before[seen], after[seen], $"Position {seen} sees position {changed}.");
                else
                    CollectionAssert.AreNotEqual(before[seen], after[seen], $"Position {seen} does not see position {changed}.");
            }
        }
    }

    [TestMethod]
    public void What_the_hole_hides_has_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        using MaskedSelfPrediction decoder = Make(Alphabet.Pixels(3), 3);
        Tensor images = Discs.Images(2, Side);
        decoder.Loss(randn([2, 6, Side / 2, Side / 2], generator: new Generator(1)), new LevelInput(images, Alphabet.Pixels(3).ValuesOf(images)), null).Value.backward();
        Tensor gradient = decoder.named_parameters().Single(pair => pair.name == "surroundings.weight").parameter.grad!;
        Assert.AreEqual(0, gradient.narrow(2, 2, 3).narrow(3, 2, 3).abs().max().item<float>());
        Assert.IsGreaterThan(0, gradient.abs().max().item<float>());
    }

    [TestMethod]
    public void Every_position_sees_the_codes_and_the_loss_is_the_mean_over_positions()
    {
        using DisposeScope scope = NewDisposeScope();
        using MaskedSelfPrediction decoder = Make(Alphabet.Pixels(3), 3);
        Tensor images = Discs.Images(2, Side), values = Alphabet.Pixels(3).ValuesOf(images);
        Tensor quantized = zeros([2, 6, Side / 2, Side / 2], requires_grad: true);
        Tensor loss = decoder.Loss(quantized, new LevelInput(images, values), null).Value;
        loss.backward();
        Assert.IsGreaterThan(0, quantized.grad!.abs().min().item<float>());
        Tensor expected = nn.functional.cross_entropy(decoder.Logits(quantized, values), values);
        Assert.AreEqual(expected.item<float>(), loss.item<float>(), 1e-4);
    }

    [TestMethod]
    public void Drawn_centres_estimate_the_same_loss()
    {
        using DisposeScope scope = NewDisposeScope();
        using MaskedSelfPrediction decoder = Make(Alphabet.Pixels(3), 3, centres: 16);
        using var random = new Generator(9);
        Tensor images = Discs.Images(4, Side);
        var input = new LevelInput(images, Alphabet.Pixels(3).ValuesOf(images));
        Tensor quantized = zeros([4, 6, Side / 2, Side / 2]);
        float whole = decoder.Loss(quantized, input, null).Value.item<float>();
        float[] some = [.. Enumerable.Range(0, 40).Select(_ => decoder.Loss(quantized, input, random).Value.item<float>())];
        Assert.AreNotEqual(some[0], some[1]);
        Assert.AreEqual(whole, some.Average(), 0.02 * whole);
    }

    private static MaskedSelfPrediction Make(Alphabet alphabet, int window, int centres = 1000)
    {
        using var init = new Generator(7);
        var options = new AuxiliaryLevelOptions { Factor = 2, EmbeddingSize = 6, Window = window, Reach = 2, Centres = centres };
        return new MaskedSelfPrediction(new LevelShape(options, alphabet, 3, Side), new LayerContext(CPU, init));
    }

    private static float[][] Positions(Tensor logits)
    {
        using Tensor positions = logits.detach().flatten(3).permute(0, 3, 1, 2).flatten(2).contiguous(); // (1, H W, K C)
        float[] all = positions.data<float>().ToArray();
        return all.Chunk(all.Length / (Side * Side)).ToArray();
    }
}

using HierVQ.Quantization;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class GumbelQuantizerTests
{
    private readonly Generator _random = new(2);
    private readonly DisposeScope _scope = NewDisposeScope();

    [TestCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _random.Dispose();
    }

    [TestMethod]
    public void Temperature_warms_up_linearly_and_falls_along_half_a_cosine()
    {
        var options = new GumbelQuantizerOptions { StartTemperature = 0.5, Temperature = 0.9, MinTemperature = 0.1, TemperatureWarmupSteps = 10, TemperatureSteps = 110 };
        using var quantizer = (GumbelQuantizer)TinyQuantizers.Create(options, _random);
        Assert.AreEqual(0.5, quantizer.Temperature);
        foreach ((long step, double expected) in ((long, double)[])[(0, 0.5), (5, 0.7), (10, 0.9), (60, 0.5), (110, 0.1), (5000, 0.1)])
        {
            quantizer.BeginStep(new TrainingMoment(step, 10_000, 50));
            Assert.AreEqual(expected, quantizer.Temperature, 1e-12);
        }
        options.TemperatureSteps = null; // to the end of the training
        quantizer.BeginStep(new TrainingMoment(4999, 10_000, 50));
        Assert.AreEqual(0.5, quantizer.Temperature, 1e-3);
    }

    [TestMethod]
    public void Training_draws_each_code_as_often_as_the_softmax_says()
    {
        const int Codes = 5, Draws = 20_000;
        using Quantizer quantizer = TinyQuantizers.Create(new GumbelQuantizerOptions(), _random, Codes);
        quantizer.train();
        Tensor vector = TinyQuantizers.Vectors(1);
        Tensor counts = quantizer.QuantizeVectors(vector.repeat(Draws, 1)).Codes.flatten().bincount(null!, Codes); // (K)
        float[] expected = quantizer.SoftCodes(vector, 1).data<float>().ToArray();
        for (int code = 0; code < Codes; code++)
            Assert.AreEqual(expected[code], counts[code].item<long>() / (double)Draws, 4 * Math.Sqrt(expected[code] / Draws));
    }

    [TestMethod]
    public void The_divergence_is_zero_for_uniform_logits_and_log_k_for_a_certain_code()
    {
        using Quantizer quantizer = TinyQuantizers.Create(new GumbelQuantizerOptions { KlWeight = 2 }, _random, 16);
        Dictionary<string, Tensor> state = quantizer.state_dict();
        using (no_grad())
        {
            state["proj.weight"].zero_();
            state["proj.bias"].zero_();
        }
        Assert.AreEqual(0, quantizer.QuantizeVectors(TinyQuantizers.Vectors(7)).Loss.item<float>(), 1e-6);
        using (no_grad())
            state["proj.bias"][3] = 100f;
        Assert.AreEqual(2 * Math.Log(16), quantizer.QuantizeVectors(TinyQuantizers.Vectors(7)).Loss.item<float>(), 1e-5);
    }

    [TestMethod]
    public void Mixtures_are_decoded_in_training_only_where_asked()
    {
        using Quantizer quantizer = TinyQuantizers.Create(new GumbelQuantizerOptions { StraightThrough = false }, _random);
        Tensor vectors = TinyQuantizers.Vectors(9), table = quantizer.Codebook();
        quantizer.train();
        QuantizedVectors mixed = quantizer.QuantizeVectors(vectors);
        Assert.IsGreaterThan(0.01f, mixed.Vectors.sub(quantizer.Lookup(mixed.Codes)).abs().max().item<float>());
        quantizer.eval();
        QuantizedVectors taken = quantizer.QuantizeVectors(vectors);
        Assert.AreEqual(0, taken.Vectors.sub(quantizer.Lookup(taken.Codes)).abs().max().item<float>(), 1e-6);
    }
}

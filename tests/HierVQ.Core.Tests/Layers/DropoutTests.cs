using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers;

[TestClass]
public sealed class DropoutTests
{
    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.5)]
    [DataRow(0.9)]
    public void NumbersBecomeZeroAtTheRateAndTheOthersKeepTheSum(double rate)
    {
        const int Count = 200_003;
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var dropout = new Dropout(rate, generator);
        float[] dropped = dropout.call(ones(Count)).data<float>().ToArray();
        double deviation = Math.Sqrt(rate * (1 - rate) / Count);
        Assert.AreEqual(rate, dropped.Count(x => x == 0) / (double)Count, 4 * deviation);
        Assert.IsTrue(dropped.All(x => x == 0 || Math.Abs(x - (1 / (1 - rate))) < 1e-5));
        // Neighbours, at any distance of a vector's lanes or a row, are independent.
        foreach (int distance in (int[])[1, 2, 4, 8, 16, 128, 4096])
        {
            double both = Enumerable.Range(0, Count - distance).Count(i => dropped[i] == 0 && dropped[i + distance] == 0) / (double)(Count - distance);
            Assert.AreEqual(rate * rate, both, 5 * Math.Sqrt(rate * rate / Count), $"distance {distance}");
        }
    }

    [TestMethod]
    public void MasksAreThoseOfTheGeneratorsStateAndDifferFromCallToCall()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var dropout = new Dropout(0.5, generator);
        Tensor global = get_rng_state(), state = generator.get_state();
        float[] first = dropout.call(ones(5, 77)).data<float>().ToArray(), second = dropout.call(ones(5, 77)).data<float>().ToArray();
        double agreement = first.Zip(second).Count(pair => pair.First == pair.Second) / (double)first.Length;
        Assert.AreEqual(0.5, agreement, 0.1);
        generator.set_state(state);
        CollectionAssert.AreEqual(first, dropout.call(ones(5, 77)).data<float>().ToArray());
        CollectionAssert.AreEqual(global.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    public void GradientsPassWhereNumbersDo()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var dropout = new Dropout(0.3, generator);
        Tensor x = ones([6, 10], requires_grad: true), y = dropout.call(x);
        y.sum().backward();
        CollectionAssert.AreEqual(y.detach().data<float>().ToArray(), x.grad!.data<float>().ToArray());
        dropout.eval();
        Assert.AreEqual(60, dropout.call(x).sum().item<float>());
    }
}

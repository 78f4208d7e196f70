using HierVQ.Training;
using TorchSharp;

namespace HierVQ.Tests.Training;

[TestClass]
public class WeightAverageTests
{
    [TestMethod]
    public void ItDecaysFasterInTheBeginning()
    {
        using var network = new RegressionStage.Model();
        using var average = new WeightAverage(network, 0.99);
        Set(network, 1);

        average.Update(0);
        average.Update(1);

        // Decays 1/10 and 2/11 of weights that went from 0 to 1.
        double expected = 1 - 0.1 * (2.0 / 11);
        Assert.AreEqual(expected, Value(average.State.First().Tensor), 1e-6);
    }

    [TestMethod]
    public void TheWeightsComeBackBitForBit()
    {
        using var network = new RegressionStage.Model();
        using var average = new WeightAverage(network, 0.99);
        Set(network, 0.1f);

        using (average.Applied())
            Assert.AreEqual(0, Value(network.weight));

        Assert.AreEqual(0.1f, Value(network.weight));
    }

    private static void Set(RegressionStage.Model network, float value)
    {
        using var noGrad = torch.no_grad();
        network.weight.fill_(value);
    }

    private static float Value(torch.Tensor tensor)
    {
        using torch.Tensor first = tensor.detach().flatten()[0];
        return first.item<float>();
    }
}

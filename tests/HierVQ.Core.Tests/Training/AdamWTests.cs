using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using TorchAdamW = TorchSharp.Modules.AdamW;
using static TorchSharp.torch;

namespace HierVQ.Tests.Training;

[TestClass]
public class AdamWTests
{
    private const int Steps = 20;

    [TestMethod]
    public void ItGivesWhatTorchGives()
    {
        float[] expected = ByTorch(parameters => optim.AdamW([
            new TorchAdamW.ParamGroup([parameters[0]], lr: 0.01, beta1: 0.9, beta2: 0.95, weight_decay: 0.1),
            new TorchAdamW.ParamGroup([parameters[1]], lr: 0.01, beta1: 0.9, beta2: 0.95, weight_decay: 0)]));

        float[] actual = ByOurs(new AdamSettings(0.9, 0.95, WeightDecay: 0.1));

        AssertClose(expected, actual);
    }

    [TestMethod]
    public void WithoutDecayItIsAdam()
    {
        float[] expected = ByTorch(parameters => optim.Adam(parameters, lr: 0.01, beta1: 0.5, beta2: 0.9));

        AssertClose(expected, ByOurs(new AdamSettings(0.5, 0.9)));
    }

    [TestMethod]
    public void GradientsAreClippedTogether()
    {
        float[] expected = ByTorch(parameters => optim.Adam(parameters, lr: 0.01, beta1: 0.5, beta2: 0.9), clip: 0.3);

        AssertClose(expected, ByOurs(new AdamSettings(0.5, 0.9, ClipNorm: 0.3)));
    }

    [TestMethod]
    public void OperatorsGiveWhatTheKernelGives()
    {
        // Doubles do not take the kernel.
        var settings = new AdamSettings(0.9, 0.95, WeightDecay: 0.1, ClipNorm: 0.3);

        AssertClose(ByOurs(settings), ByOurs(settings, ScalarType.Float64));
    }

    [TestMethod]
    public void AParameterWithoutAGradientStays()
    {
        using var network = new Pair(ScalarType.Float32);
        using var optimizer = new HierVQ.Training.AdamW(network, new AdamSettings(0.9, 0.95, WeightDecay: 0.1), network.parameters());
        using Tensor before = network.bias.detach().clone();
        using (Tensor loss = network.weight.square().sum())
            loss.backward();

        optimizer.Step(0, 0.01);

        CollectionAssert.AreEqual(before.data<float>().ToArray(), network.bias.detach().data<float>().ToArray());
    }

    private static float[] ByTorch(Func<Parameter[], optim.Optimizer> make, double clip = 0)
    {
        using var network = new Pair(ScalarType.Float32);
        using optim.Optimizer optimizer = make([network.weight, network.bias]);
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            network.Loss(step).backward();
            if (clip > 0)
                nn.utils.clip_grad_norm_([network.weight, network.bias], clip);
            optimizer.step();
        }
        return network.Values();
    }

    private static float[] ByOurs(AdamSettings settings, ScalarType type = ScalarType.Float32)
    {
        using var network = new Pair(type);
        using var optimizer = new HierVQ.Training.AdamW(network, settings, [network.weight]);
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            network.zero_grad();
            network.Loss(step).backward();
            optimizer.Step(step, 0.01);
        }
        return network.Values();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 2e-6, $"element {i}");
    }

    // Sizes that are no multiple of a vector, so that the kernel's tail runs as well.
    private sealed class Pair : nn.Module
    {
        public readonly Parameter weight, bias;

        public Pair(ScalarType type) : base(nameof(Pair))
        {
            weight = new Parameter(linspace(-1, 1, 5 * 7, type).reshape(5, 7));
            bias = new Parameter(linspace(0.5, 2, 3, type));
            RegisterComponents();
        }

        // Gradients that change in sign and size from step to step.
        public Tensor Loss(int step) => (weight * Math.Sin(step + 1.0)).sin().sum() + (bias * (step % 3)).square().sum();

        public float[] Values() => [.. parameters().SelectMany(parameter => parameter.detach().to(ScalarType.Float32).data<float>().ToArray())];
    }
}

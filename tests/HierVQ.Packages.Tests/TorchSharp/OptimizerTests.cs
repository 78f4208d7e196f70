using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class OptimizerTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.1)]
    public void AdamStepsAsWorkedOutByHand(double decay)
    {
        var x = new Parameter(tensor(new[] { 1.0, -2.0 }));
        using Adam adam = optim.Adam([x], lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-6, weight_decay: decay);
        double[] value = [1, -2], mean = [0, 0], square = [0, 0];
        for (int step = 1; step <= 4; step++)
        {
            Descend(adam, x);
            for (int i = 0; i < 2; i++)
            {
                double gradient = 2 * value[i] + decay * value[i];
                mean[i] = 0.9 * mean[i] + 0.1 * gradient;
                square[i] = 0.99 * square[i] + 0.01 * gradient * gradient;
                double root = Math.Sqrt(square[i]) / Math.Sqrt(1 - Math.Pow(0.99, step)) + 1e-6;
                value[i] -= 0.1 / (1 - Math.Pow(0.9, step)) * mean[i] / root;
            }
        }
        Expect.Tensor(x, [2], value);
    }

    [TestMethod]
    public void AdamWDecaysApartFromTheGradient()
    {
        var x = new Parameter(tensor(new[] { 4.0 }));
        using AdamW adam = optim.AdamW([x], lr: 0.5, weight_decay: 0.2);
        Descend(adam, x);
        // The first step is the learning rate against the gradient's sign, after the decay by 1 - 0.5 * 0.2.
        Expect.Tensor(x, [1], 4 * 0.9 - 0.5);
    }

    [TestMethod]
    public void SgdWithMomentum()
    {
        var x = new Parameter(tensor(new[] { 1.0 }));
        using SGD sgd = optim.SGD([x], 0.1, momentum: 0.5);
        Descend(sgd, x);
        Expect.Tensor(x, [1], 0.8);
        Descend(sgd, x);
        // Velocity 0.5 * 2 + 1.6.
        Expect.Tensor(x, [1], 0.8 - 0.26);
    }

    [TestMethod]
    public void GroupsHaveRatesOfTheirOwn()
    {
        var fast = new Parameter(tensor(new[] { 1.0 }));
        var slow = new Parameter(tensor(new[] { 1.0 }));
        using AdamW adam = optim.AdamW(
            [new AdamW.ParamGroup([fast], lr: 0.1), new AdamW.ParamGroup([slow], lr: 0.01)]);
        Descend(adam, fast, slow);
        Expect.Tensor(fast, [1], 0.9);
        Expect.Tensor(slow, [1], 0.99);
        foreach (optim.ILearningRateController group in adam.ParamGroups)
            group.LearningRate = 0;
        Descend(adam, fast, slow);
        Expect.Tensor(fast, [1], 0.9);
    }

    [TestMethod]
    public void AScheduleSetsTheRate()
    {
        var x = new Parameter(tensor(new[] { 1.0 }));
        using AdamW adam = optim.AdamW([x], lr: 2);
        optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.LambdaLR(adam, epoch => 1.0 / (epoch + 1));
        Assert.AreEqual(2.0, adam.ParamGroups.First().LearningRate);
        schedule.step();
        Assert.AreEqual(1.0, adam.ParamGroups.First().LearningRate);
        schedule.step();
        Assert.AreEqual(2.0 / 3, adam.ParamGroups.First().LearningRate, 1e-12);
    }

    [TestMethod]
    public void ParametersWithoutGradientStay()
    {
        var used = new Parameter(tensor(new[] { 1.0 }));
        var unused = new Parameter(tensor(new[] { 1.0 }));
        using AdamW adam = optim.AdamW([used, unused], weight_decay: 0.1);
        Descend(adam, used);
        Expect.Tensor(unused, [1], 1);
        adam.zero_grad();
        using Tensor? gradient = used.grad;
        Assert.IsTrue(gradient is null || gradient.eq(0).all().item<bool>());
    }

    [TestMethod]
    public void AStoredOptimizerGoesOnAsBefore()
    {
        var x = new Parameter(tensor(new[] { 1.0, -2.0 }));
        using AdamW adam = optim.AdamW([x], lr: 0.1);
        Descend(adam, x);
        Descend(adam, x);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            adam.save_state_dict(writer);
        var y = new Parameter(x.detach().clone());
        using AdamW restored = optim.AdamW([y], lr: 0.5);
        memory.Position = 0;
        using (var reader = new BinaryReader(memory))
            restored.load_state_dict(reader);
        Assert.AreEqual(0.1, restored.ParamGroups.First().LearningRate);
        Descend(adam, x);
        Descend(restored, y);
        Expect.Near(x, y, 0);
    }

    [TestMethod]
    public void AStateOfAnotherOptimizerIsRefused()
    {
        var x = new Parameter(tensor(new[] { 1.0 }));
        using Adam adam = optim.Adam([x]);
        using AdamW other = optim.AdamW([x]);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            adam.save_state_dict(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.Throws<InvalidDataException>(() => other.load_state_dict(reader));
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        var x = new Parameter(ones(1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([x], lr: -1));
        Assert.Throws<ArgumentException>(() => optim.Adam([x], beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.SGD([x], -1));
    }

    // One step down the sum of squares.
    private static void Descend(optim.Optimizer optimizer, params Parameter[] parameters)
    {
        foreach (Parameter parameter in parameters)
        {
            parameter.grad = null;
            parameter.square().sum().backward();
        }
        optimizer.step();
    }
}

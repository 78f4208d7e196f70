using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ModuleTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void NamesFollowFieldsAndLists()
    {
        using var network = new Network();
        CollectionAssert.AreEquivalent(
            new[] { "scale", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "last.0.weight", "last.0.bias" },
            network.named_parameters().Select(pair => pair.name).ToArray());
        CollectionAssert.AreEqual(new[] { "counts" }, network.named_buffers().Select(pair => pair.name).ToArray());
        CollectionAssert.AreEquivalent(new[] { "first", "blocks", "last" }, network.named_children().Select(pair => pair.name).ToArray());
        CollectionAssert.Contains(network.named_modules().Select(pair => pair.name).ToArray(), "blocks.1");
        Assert.AreEqual("Network", network.GetName());
        Assert.IsNotNull(network.get_parameter("blocks.1.weight"));
        Assert.IsNull(network.get_parameter("blocks.2.weight"));
    }

    [TestMethod]
    public void ForwardAndCallAreTheSame()
    {
        using var network = new Network();
        Tensor x = ones(3, 4);
        Tensor y = network.call(x);
        CollectionAssert.AreEqual(new long[] { 3, 2 }, y.shape);
        Expect.Near(network.forward(x), y, 0);
    }

    [TestMethod]
    public void TrainingModeReachesEveryModule()
    {
        using var network = new Network();
        Assert.IsTrue(network.training);
        network.eval();
        Assert.IsFalse(network.training || network.modules().Any(module => module.training));
        network.train();
        Assert.IsTrue(network.training && network.modules().All(module => module.training));
    }

    [TestMethod]
    public void DropoutActsInTrainingOnly()
    {
        using Dropout dropout = nn.Dropout(0.5);
        dropout.eval();
        Expect.Tensor(dropout.call(ones(4)), [4], 1, 1, 1, 1);
        dropout.train();
        Tensor dropped = dropout.call(ones(4000));
        Assert.IsTrue(dropped.eq(0).logical_or(dropped.eq(2)).all().item<bool>());
        Assert.AreEqual(1, dropped.mean().item<float>(), 0.1);
    }

    [TestMethod]
    public void AStateCrossesToAnotherModule()
    {
        using var source = new Network();
        using var target = new Network();
        Dictionary<string, Tensor> state = source.state_dict();
        Assert.HasCount(10, state);
        (IList<string> missing, IList<string> unexpected) = target.load_state_dict(state);
        Assert.HasCount(0, missing);
        Assert.HasCount(0, unexpected);
        Expect.Near(source.call(ones(1, 4)), target.call(ones(1, 4)), 0);
        Assert.IsTrue(target.first.weight!.requires_grad);
    }

    [TestMethod]
    public void AStateThatDoesNotFitIsRefused()
    {
        using var network = new Network();
        var state = new Dictionary<string, Tensor>(network.state_dict());
        state.Remove("scale");
        state["surplus"] = ones(1);
        Assert.Throws<InvalidOperationException>(() => network.load_state_dict(state));
        (IList<string> missing, IList<string> unexpected) = network.load_state_dict(state, strict: false);
        CollectionAssert.AreEqual(new[] { "scale" }, missing.ToArray());
        CollectionAssert.AreEqual(new[] { "surplus" }, unexpected.ToArray());
    }

    [TestMethod]
    public void AModuleStoresItselfInAStream()
    {
        using var source = new Network();
        using var target = new Network();
        using var memory = new MemoryStream();
        source.save(memory);
        using var copy = new MemoryStream(memory.ToArray());
        target.load(copy);
        Expect.Near(source.call(ones(1, 4)), target.call(ones(1, 4)), 0);
    }

    [TestMethod]
    public void MovingToAnotherTypeKeepsIntegers()
    {
        using var network = new Network();
        network.to(ScalarType.Float64);
        Assert.IsTrue(network.parameters().All(parameter => parameter.dtype == ScalarType.Float64));
        Assert.AreEqual(ScalarType.Int64, network.get_buffer("counts")!.dtype);
        Assert.AreEqual(ScalarType.Float64, network.call(ones(1, 4, dtype: ScalarType.Float64)).dtype);
        Assert.AreEqual(ScalarType.Float64, network.first.weight!.dtype);
    }

    [TestMethod]
    public void ClearingGradients()
    {
        using var network = new Network();
        network.call(ones(1, 4)).sum().backward();
        Assert.IsNotNull(network.first.weight!.grad);
        network.zero_grad();
        Assert.IsNull(network.first.weight!.grad);
    }

    [TestMethod]
    public void ATiedParameterIsListedOnce()
    {
        using var tied = new Tied();
        Assert.HasCount(2, tied.parameters().ToArray());
        Assert.HasCount(4, tied.state_dict());
    }

    [TestMethod]
    public void DisposingAModuleDisposesItsParameters()
    {
        Parameter weight;
        using (var network = new Network())
            weight = network.first.weight!;
        Assert.IsTrue(weight.IsInvalid);
    }

    [TestMethod]
    public void AParameterTakesItsTensorOver()
    {
        Tensor data = ones(2);
        var parameter = new Parameter(data);
        Assert.IsTrue(data.IsInvalid);
        Assert.IsTrue(parameter.requires_grad);
        Expect.Tensor(parameter, [2], 1, 1);
    }

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        public readonly Linear first = nn.Linear(4, 4);
        private readonly ModuleList<Linear> blocks = new(nn.Linear(4, 4), nn.Linear(4, 4));
        private readonly Sequential last = nn.Sequential(nn.Linear(4, 2), nn.GELU());
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor counts = zeros(2, dtype: ScalarType.Int64);

        public Network() : base(nameof(Network))
        {
            counts.DetachFromDisposeScope();
            scale.DetachFromDisposeScope();
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor x = first.call(input) * scale;
            foreach (Linear block in blocks)
                x = block.call(x).relu();
            return last.call(x);
        }
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear one = nn.Linear(2, 2), two;

        public Tied() : base(nameof(Tied))
        {
            two = nn.Linear(one.weight, one.bias);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => two.call(one.call(input));
    }
}

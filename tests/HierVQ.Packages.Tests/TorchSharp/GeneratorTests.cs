using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class GeneratorTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void ASeedGivesTheSameNumbers()
    {
        using var first = new Generator(11);
        using var second = new Generator(11);
        Expect.Near(Draw(first), Draw(second), 0);
        second.manual_seed(12);
        Assert.IsFalse(Draw(first).allclose(Draw(second)));
    }

    [TestMethod]
    public void AStateCanBeTakenAndGivenBack()
    {
        using var random = new Generator(1);
        _ = Draw(random);
        Tensor state = random.get_state();
        Tensor expected = Draw(random);
        random.set_state(state);
        Expect.Near(expected, Draw(random), 0);
    }

    [TestMethod]
    public void TheDefaultGeneratorIsLeftAlone()
    {
        using var random = new Generator(1);
        Tensor before = get_rng_state();
        _ = Draw(random);
        Assert.IsTrue(before.eq(get_rng_state()).all().item<bool>());
    }

    [TestMethod]
    public void NumbersComeFromTheRightDistribution()
    {
        using var random = new Generator(2);
        Tensor uniform = rand([20000], generator: random);
        Assert.AreEqual(0.5, uniform.mean().item<float>(), 0.01);
        Assert.IsTrue(uniform.ge(0).all().item<bool>() && uniform.lt(1).all().item<bool>());
        Tensor normal = randn([20000], generator: random);
        Assert.AreEqual(0, normal.mean().item<float>(), 0.03);
        Assert.AreEqual(1, normal.std().item<float>(), 0.03);
        Tensor shifted = empty(20000).normal_(5, 0.1, random);
        Assert.AreEqual(5, shifted.mean().item<float>(), 0.01);
        Tensor whole = randint(2, 5, [20000], generator: random);
        Expect.Tensor(whole.amin([0L]), [], 2);
        Expect.Tensor(whole.amax([0L]), [], 4);
        Expect.Tensor(randperm(5, generator: random).sort().Item1, [5], 0, 1, 2, 3, 4);
    }

    [TestMethod]
    public void DrawingCategoriesFollowsTheWeights()
    {
        using var random = new Generator(3);
        Tensor weights = tensor(new float[] { 0, 1, 3 });
        Tensor drawn = multinomial(weights, 8000, true, random);
        Tensor counts = bincount(drawn, minlength: 3);
        Assert.AreEqual(0L, counts[0].item<long>());
        Assert.AreEqual(0.75, counts[2].item<long>() / 8000.0, 0.02);
        Assert.AreEqual(0.25, bernoulli(full([8000], 0.25), random).mean().item<float>(), 0.02);
    }

    private static Tensor Draw(Generator random) => cat(
    [
        rand([8], generator: random), randn([8], generator: random), randperm(8, generator: random).@float(),
        randint(100, [8], generator: random).@float(), zeros(8).uniform_(1, 2, random), zeros(8).normal_(0, 1, random),
        multinomial(ones(20), 8, false, random).@float(), bernoulli(full([8], 0.5), random),
    ]);
}

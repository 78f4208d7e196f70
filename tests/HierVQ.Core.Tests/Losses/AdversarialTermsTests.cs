using HierVQ.Losses;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

[TestClass]
public class AdversarialTermsTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void TheyAreTheReferences()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("vqgan");
        Tensor real = fixture["in/logits_real"], fake = fixture["in/logits_fake"];

        fixture.AssertClose("loss/generator_hinge", AdversarialTerms.Generator(fake));
        fixture.AssertClose("loss/hinge_d", AdversarialTerms.Discriminator(DiscriminatorLoss.Hinge, real, fake));
        fixture.AssertClose("loss/vanilla_d", AdversarialTerms.Discriminator(DiscriminatorLoss.Vanilla, real, fake));
    }

    [TestMethod]
    public void HingeStopsPullingBeyondItsMargin()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor real = tensor((float[])[0.5f, 2]).requires_grad_(), fake = tensor((float[])[-0.5f, -2]).requires_grad_();

        AdversarialTerms.Hinge(real, fake).backward();

        CollectionAssert.AreEqual((float[])[-0.25f, 0], real.grad!.data<float>().ToArray());
        CollectionAssert.AreEqual((float[])[0.25f, 0], fake.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void TheAdaptiveWeightIsARatioOfNormsWithinBounds()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor three = tensor((float[])[3, 0]).requires_grad_(), one = tensor((float[])[0, 1]), nothing = zeros(2);

        Tensor weight = AdaptiveWeight.Of(three, one);

        Assert.AreEqual(3 / 1.0001, weight.item<float>(), 1e-5);
        Assert.IsFalse(weight.requires_grad);
        Assert.AreEqual(1e4f, AdaptiveWeight.Of(three, nothing).item<float>());
        Assert.AreEqual(0f, AdaptiveWeight.Of(nothing, one).item<float>());
    }
}

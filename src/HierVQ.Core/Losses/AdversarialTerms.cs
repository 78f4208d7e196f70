using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Losses;

/// <summary>The losses between a tokenizer and its discriminator, from the discriminator's logits. All are scalars with gradients.</summary>
public static class AdversarialTerms
{
    /// <summary>What the tokenizer learns by: -mean D(x̂).</summary>
    /// <param name="fake">Logits of reconstructions, of any shape.</param>
    public static Tensor Generator(Tensor fake) => fake.mean().neg();

    /// <summary>What the discriminator learns by.</summary>
    /// <param name="loss">The form.</param>
    /// <param name="real">Logits of images.</param>
    /// <param name="fake">Logits of reconstructions.</param>
    public static Tensor Discriminator(DiscriminatorLoss loss, Tensor real, Tensor fake) =>
        loss == DiscriminatorLoss.Hinge ? Hinge(real, fake) : Vanilla(real, fake);

    /// <summary>½ (mean max(0, 1 - real) + mean max(0, 1 + fake)).</summary>
    public static Tensor Hinge(Tensor real, Tensor fake)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar one = 1f, half = 0.5f;
        return relu(real.neg().add(one)).mean().add(relu(fake.add(one)).mean()).mul(half).MoveToOuterDisposeScope();
    }

    /// <summary>½ (mean softplus(-real) + mean softplus(fake)).</summary>
    public static Tensor Vanilla(Tensor real, Tensor fake)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar half = 0.5f;
        return softplus(real.neg()).mean().add(softplus(fake).mean()).mul(half).MoveToOuterDisposeScope();
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>The values of code vectors with a gradient for the vectors that they stand for.</summary>
/// <param name="vectors">The vectors, (M, D), which get the gradient.</param>
/// <param name="codes">Their code vectors, (M, D), without a gradient.</param>
internal delegate Tensor GradientPath(Tensor vectors, Tensor codes);

/// <summary>The ways that <see cref="CodeGradient"/> names.</summary>
internal static class GradientPaths
{
    /// <summary>Vectors shorter than this have no direction.</summary>
    private static readonly Scalar s_shortest = 1e-6f;

    public static GradientPath Of(CodeGradient gradient) => gradient switch
    {
        CodeGradient.StraightThrough => StraightThrough,
        CodeGradient.Rotation => Rotation,
        _ => throw new ArgumentOutOfRangeException(nameof(gradient), gradient, $"There is no code gradient {gradient}."),
    };

    private static Tensor StraightThrough(Tensor vectors, Tensor codes) => vectors.add(codes.sub(vectors.detach()));

    // q = λ R z with λ = |q|/|z| and R = I - 2 r rᵀ + 2 q̂ ẑᵀ, r the unit vector of ẑ + q̂ (Fifty et al. 2024, section 4); λ and R count as constants.
    private static Tensor Rotation(Tensor vectors, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor from, to, middle, scale;
        using (no_grad())
        {
            Tensor given = vectors.detach();
            Tensor length = Length(given), target = Length(codes); // (M, 1)
            (from, to, scale) = (given.div(length), codes.div(target), target.div(length));
            Tensor sum = from.add(to);
            middle = sum.div(Length(sum));
        }
        Tensor turned = to.mul(Dot(vectors, from)).sub(middle.mul(Dot(vectors, middle))); // (M, D)
        Tensor rotated = vectors.add(turned).add(turned).mul(scale);
        // The value is that of the codes to the last bit, also where a vector is zero or points away from its code.
        return rotated.add(codes.sub(rotated.detach())).MoveToOuterDisposeScope();
    }

    private static Tensor Length(Tensor vectors) => vectors.square().sum(1, true).sqrt_().clamp_min_(s_shortest);

    private static Tensor Dot(Tensor left, Tensor right) => left.mul(right).sum(1, true);
}

using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>The cross-entropy towards distributions over codes.</summary>
internal static class SoftLabels
{
    /// <summary>Mean of -sum over k of q_k log p_k, a scalar.</summary>
    /// <param name="logits">Logits of p, (..., K), as many and in the same order as <paramref name="targets"/>.</param>
    /// <param name="targets">q, (..., K); a view in another order is read as it is: no copy of it is made.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) => OfLogarithms(logits.log_softmax(-1), targets);

    /// <summary>The same of log p.</summary>
    public static Tensor OfLogarithms(Tensor logProbabilities, Tensor targets) =>
        logProbabilities.view(targets.shape).mul(targets).sum().mul_(-(double)targets.size(-1) / targets.numel());
}

namespace HierVQ.Training;

/// <summary>What stays the same over a training with Adam or AdamW.</summary>
/// <param name="Beta1">Decay of the gradients' running mean.</param>
/// <param name="Beta2">Decay of the squared gradients' running mean.</param>
/// <param name="WeightDecay">Decoupled weight decay.</param>
/// <param name="ClipNorm">Norm to which all gradients together are scaled down; 0 for no clipping.</param>
internal sealed record AdamSettings(double Beta1, double Beta2, double WeightDecay = 0, double ClipNorm = 0)
{
    /// <summary>As the options of a training have them.</summary>
    public static AdamSettings Of(TrainingOptions options) => new(options.AdamBeta1, options.AdamBeta2, options.WeightDecay, options.ClipGradientNorm);

    /// <summary>Added to the root of the second moment.</summary>
    public const double Epsilon = 1e-8;
}

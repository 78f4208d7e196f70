namespace HierVQ.Metrics;

/// <summary>Likelihood as code length: bits a code of a code pyramid. Lower is likelier.</summary>
/// <remarks>A prior of a two-stage model counts codes only: these bits are no likelihood of pixels.</remarks>
public static class BitsPerCode
{
    /// <summary>Bits in a number of nats.</summary>
    public static double FromNats(double nats) => nats / Math.Log(2);

    /// <summary>Mean bits a code of a pyramid.</summary>
    /// <param name="negativeLogLikelihoods">Nats of each code.</param>
    public static float OfPyramid(ReadOnlySpan<float> negativeLogLikelihoods)
    {
        // In double and in order: the same codes give the same bits, whatever the batch that they came in.
        double nats = 0;
        foreach (float value in negativeLogLikelihoods)
            nats += value;
        return (float)FromNats(nats / negativeLogLikelihoods.Length);
    }
}

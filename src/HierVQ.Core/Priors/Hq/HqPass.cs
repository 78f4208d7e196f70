using HierVQ.Layers;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>How the network runs: with which dropout and in which numbers.</summary>
/// <param name="Type">The type in which transformers calculate.</param>
/// <param name="Results">Dropout of the results of attention and of the two-layer networks, or null.</param>
/// <param name="Weights">Dropout of attention weights, or null.</param>
/// <param name="Input">Dropout of the main transformer's input, or null.</param>
internal sealed record HqPass(ScalarType Type, Dropout? Results, Dropout? Weights, Dropout? Input) : IDisposable
{
    /// <summary>Without dropout, in single precision: scoring and sampling.</summary>
    public static HqPass Scoring { get; } = new(ScalarType.Float32, null, null, null);

    /// <summary>As the options say.</summary>
    public static HqPass Training(HqTransformerOptions options, Generator generator) => new(Computing.In(options.Precision),
        Of(options.Dropout, generator), Of(options.AttentionDropout, generator), Of(options.EmbeddingDropout, generator));

    public void Dispose()
    {
        Results?.Dispose();
        Weights?.Dispose();
        Input?.Dispose();
    }

    private static Dropout? Of(double rate, Generator generator) => rate > 0 ? new Dropout(rate, generator) : null;
}

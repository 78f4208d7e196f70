using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>How transformers run: with which dropout and in which numbers.</summary>
/// <param name="Type">The type in which they calculate.</param>
/// <param name="Results">Dropout of the results of attention and of the two-layer networks, or null.</param>
/// <param name="Weights">Dropout of attention weights, or null.</param>
/// <param name="Input">Dropout of the main transformer's input, or null.</param>
internal sealed record TransformerPass(ScalarType Type, Dropout? Results, Dropout? Weights, Dropout? Input) : IDisposable
{
    /// <summary>Without dropout, in single precision: scoring and sampling.</summary>
    public static TransformerPass Scoring { get; } = new(ScalarType.Float32, null, null, null);

    /// <summary>As training runs.</summary>
    /// <param name="precision">The numbers in which they calculate.</param>
    /// <param name="results">Rate of <see cref="Results"/>.</param>
    /// <param name="weights">Rate of <see cref="Weights"/>.</param>
    /// <param name="input">Rate of <see cref="Input"/>.</param>
    /// <param name="generator">What dropout is drawn from.</param>
    public static TransformerPass Training(TrainingPrecision precision, double results, double weights, double input, Generator generator) =>
        new(Computing.In(precision), Of(results, generator), Of(weights, generator), Of(input, generator));

    /// <summary>What a main transformer reads: with dropout, and in the type in which it calculates.</summary>
    public Tensor Enter(Tensor x) => (Input is null ? x : Input.call(x)).As(Type);

    public void Dispose()
    {
        Results?.Dispose();
        Weights?.Dispose();
        Input?.Dispose();
    }

    private static Dropout? Of(double rate, Generator generator) => rate > 0 ? new Dropout(rate, generator) : null;
}

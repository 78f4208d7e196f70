namespace HierVQ.Sampling.Kernels;

/// <summary>A linear layer, y = x W' + b, over a few rows, each of which is summed in a fixed order. One product at a time.</summary>
/// <param name="inputs">Width of an input row.</param>
/// <param name="outputs">Width of a result row.</param>
internal abstract unsafe class RowLinear(int inputs, int outputs) : IDisposable
{
    /// <summary>Width of an input row.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Width of a result row.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Multiplies rows that lie one after the other; results likewise, <see cref="Outputs"/> floats a row.</summary>
    public abstract void Multiply(float* inputs, float* results, int rows, Finish finish, WorkTeam team);

    /// <inheritdoc/>
    public abstract void Dispose();
}

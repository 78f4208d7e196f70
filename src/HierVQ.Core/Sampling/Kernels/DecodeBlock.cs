using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// A pre-norm transformer block over the newest positions of a few sequences: x += attention(norm(x)); x += network(norm(x)), with keys and
/// values of earlier positions in the cache.
/// </summary>
internal sealed unsafe class DecodeBlock(DecodeNorm attentionNorm, RowLinear queryKeyValue, RowLinear projection,
    DecodeNorm networkNorm, RowLinear up, RowLinear down, Finish activation) : IDisposable
{
    /// <summary>Runs the block on <paramref name="x"/> in place.</summary>
    /// <param name="x">Rows of d floats; the new positions of a sequence lie one after the other.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="slots">New positions of a sequence; they see all before them.</param>
    /// <param name="position">The first new position.</param>
    /// <param name="causal">Whether a new position sees only those before it and itself; else all new ones see each other.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="layer">This block's layer of the cache.</param>
    /// <param name="work">Memory for what is in between.</param>
    /// <param name="team">The threads.</param>
    public void Forward(float* x, int sequences, int slots, int position, bool causal, KeyValueCache cache, int layer, DecodeWorkspace work, WorkTeam team)
    {
        int rows = sequences * slots;
        attentionNorm.Forward(x, work.Normal, rows);
        queryKeyValue.Multiply(work.Normal, work.Projections, rows, Finish.Store, team);
        work.Attention.Attend(cache, layer, work.Projections, work.Normal, sequences, slots, position, causal, team);
        projection.Multiply(work.Normal, x, rows, Finish.Add, team);
        networkNorm.Forward(x, work.Normal, rows);
        up.Multiply(work.Normal, work.Hidden, rows, activation, team);
        down.Multiply(work.Hidden, x, rows, Finish.Add, team);
    }

    /// <summary>Packs the weights of a block.</summary>
    public static DecodeBlock Pack(TransformerBlock block, LinearPacking packing)
    {
        SelfAttention attention = block.Attention;
        Linear[] parts = [attention.Query, attention.Key, attention.Value];
        float[] weights = [.. parts.SelectMany(part => TensorFloats.Copy(part.Weight))];
        float[] biases = [.. parts.SelectMany(part => TensorFloats.Copy(part.Bias!))];
        int width = biases.Length / parts.Length;
        return new DecodeBlock(
            DecodeNorm.Pack(block.AttentionNorm),
            packing.Pack(weights, biases, width, parts.Length * width),
            packing.Pack(attention.Projection),
            DecodeNorm.Pack(block.NetworkNorm),
            packing.Pack(block.Network.Up),
            packing.Pack(block.Network.Down),
            block.Network.ApproximateGelu ? Finish.SigmoidGelu : Finish.Gelu);
    }

    public void Dispose()
    {
        queryKeyValue.Dispose();
        projection.Dispose();
        up.Dispose();
        down.Dispose();
    }
}

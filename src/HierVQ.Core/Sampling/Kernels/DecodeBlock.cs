using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// A pre-norm transformer block over the newest positions of a few sequences: x += attention(norm(x)); x += network(norm(x)), with keys and
/// values of earlier positions in the cache.
/// </summary>
internal sealed unsafe class DecodeBlock(DecodeNorm attentionNorm, PackedLinear queryKeyValue, PackedLinear projection,
    DecodeNorm networkNorm, PackedLinear up, PackedLinear down, Finish activation) : IDisposable
{
    /// <summary>Runs the block on <paramref name="x"/> in place.</summary>
    /// <param name="x">Rows of d floats; the new positions of a sequence lie one after the other.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="slots">New positions of a sequence; they see each other and all before them.</param>
    /// <param name="position">The first new position.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="layer">This block's layer of the cache.</param>
    /// <param name="work">Memory for what is in between, and the threads.</param>
    public void Forward(float* x, int sequences, int slots, int position, KeyValueCache cache, int layer, DecodeWorkspace work)
    {
        int rows = sequences * slots;
        attentionNorm.Forward(x, work.Normal, rows);
        queryKeyValue.Multiply(work.Normal, work.Projections, rows, Finish.Store, work.Team);
        work.Attention.Attend(cache, layer, work.Projections, work.Normal, sequences, slots, position, work.Team);
        projection.Multiply(work.Normal, x, rows, Finish.Add, work.Team);
        networkNorm.Forward(x, work.Normal, rows);
        up.Multiply(work.Normal, work.Hidden, rows, activation, work.Team);
        down.Multiply(work.Hidden, x, rows, Finish.Add, work.Team);
    }

    /// <summary>Packs the weights of a block.</summary>
    public static DecodeBlock Pack(TransformerBlock block, LinearKernel kernel)
    {
        SelfAttention attention = block.Attention;
        Linear[] parts = [attention.Query, attention.Key, attention.Value];
        float[] weights = [.. parts.SelectMany(part => TensorFloats.Copy(part.Weight))];
        float[] biases = [.. parts.SelectMany(part => TensorFloats.Copy(part.Bias!))];
        int width = biases.Length / parts.Length;
        return new DecodeBlock(
            DecodeNorm.Pack(block.AttentionNorm),
            new PackedLinear(weights, biases, width, parts.Length * width, kernel),
            PackedLinear.Pack(attention.Projection, kernel),
            DecodeNorm.Pack(block.NetworkNorm),
            PackedLinear.Pack(block.Network.Up, kernel),
            PackedLinear.Pack(block.Network.Down, kernel),
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

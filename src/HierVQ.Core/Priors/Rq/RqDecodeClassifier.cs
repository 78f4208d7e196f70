using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using static TorchSharp.torch;

namespace HierVQ.Priors.Rq;

/// <summary>The logits of each depth for the decoder: of the codes that the depth has, and no others.</summary>
internal sealed unsafe class RqDecodeClassifier : IDisposable
{
    private readonly int[] _sizes;
    private readonly int _width;
    private readonly DecodeNorm _norm;
    private readonly RowLinear[] _heads; // one, or one a depth
    private readonly AlignedBuffer _normal; // (rows, d)
    private readonly AlignedBuffer _logits; // (rows, K)

    public RqDecodeClassifier(Classifier classifier, int[] sizes, int maxRows, LinearPacking packing)
    {
        (_sizes, _width) = (sizes, (int)classifier.Norm.Weight.size(0));
        _norm = DecodeNorm.Pack(classifier.Norm);
        _heads = classifier.Linear switch
        {
            Linear shared => [packing.Pack(shared)],
            DepthLinear own => [.. sizes.Select((size, depth) => Pack(own, size, depth, packing))],
            _ => throw new InvalidOperationException("A classifier of another kind."),
        };
        _normal = new AlignedBuffer((long)maxRows * _width);
        _logits = new AlignedBuffer((long)maxRows * _heads.Max(head => head.Outputs));
    }

    /// <summary>Logits of a depth.</summary>
    public int Width(int depth) => _sizes[depth];

    /// <summary>Logits (rows, <see cref="Width"/>) of what the head says (rows, d), until the next call.</summary>
    public float* Logits(float* x, int rows, int depth, WorkTeam team)
    {
        RowLinear head = _heads[_heads.Length == 1 ? 0 : depth];
        _norm.Forward(x, _normal.Pointer, rows);
        head.Multiply(_normal.Pointer, _logits.Pointer, rows, Finish.Store, team);
        if (head.Outputs > _sizes[depth])
        {
            for (int row = 1; row < rows; row++)
                _logits.Span((long)row * head.Outputs, _sizes[depth]).CopyTo(_logits.Span((long)row * _sizes[depth], _sizes[depth]));
        }
        return _logits.Pointer;
    }

    public void Dispose()
    {
        foreach (RowLinear head in _heads)
            head.Dispose();
        _normal.Dispose();
        _logits.Dispose();
    }

    private static RowLinear Pack(DepthLinear linear, int size, int depth, LinearPacking packing) => packing.Pack(
        TensorFloats.Copy(linear.Weight.select(0, depth).t().narrow(0, 0, size)), TensorFloats.Copy(linear.Bias.select(0, depth).narrow(0, 0, size)),
        (int)linear.Weight.size(1), size);
}

namespace HierVQ.Sampling.Kernels;

/// <summary>What blocks need while they run: memory for the rows in between, and the attention.</summary>
internal sealed unsafe class DecodeWorkspace : IDisposable
{
    private readonly AlignedBuffer _normal;
    private readonly AlignedBuffer _projections;
    private readonly AlignedBuffer _hidden;

    public DecodeWorkspace(int rows, int width)
    {
        _normal = new AlignedBuffer((long)rows * width);
        _projections = new AlignedBuffer(3L * rows * width);
        _hidden = new AlignedBuffer(4L * rows * width);
    }

    public CachedAttention Attention { get; } = new();

    /// <summary>Rows of width d.</summary>
    public float* Normal => _normal.Pointer;

    /// <summary>Rows of width 3 d.</summary>
    public float* Projections => _projections.Pointer;

    /// <summary>Rows of width 4 d.</summary>
    public float* Hidden => _hidden.Pointer;

    public void Dispose()
    {
        _normal.Dispose();
        _projections.Dispose();
        _hidden.Dispose();
    }
}

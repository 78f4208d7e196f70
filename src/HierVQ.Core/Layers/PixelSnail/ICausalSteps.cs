using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A causal convolution position by position, over what it has been given so far.</summary>
internal interface ICausalSteps : IDisposable
{
    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    /// <param name="count">Their number, N.</param>
    void Begin(int count);

    /// <summary>Takes what lies at a position: (N, inputs) or, where codes are given, (N) Int64.</summary>
    void Put(int row, int column, Tensor input);

    /// <summary>What comes out at a position, (N, outputs).</summary>
    Tensor At(int row, int column);
}

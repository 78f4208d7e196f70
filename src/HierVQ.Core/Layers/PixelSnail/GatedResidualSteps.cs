using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A gated residual block position by position.</summary>
internal sealed class GatedResidualSteps : IDisposable
{
    private readonly Func<int, int, Tensor, Tensor> _first;
    private readonly Func<int, int, Tensor, Tensor> _second;
    private readonly PointSteps? _auxiliary;
    private readonly WeightNormConv2d? _conditionLayer;
    private readonly List<IDisposable> _owned = [];
    private readonly List<ICausalSteps> _causal = [];
    private readonly int _width;
    private Tensor? _condition; // (N or 1, H W or 1, 2 C): what the condition adds, for the whole map at once

    public GatedResidualSteps(GatedResidualBlock block, int maxRows, int height, int width)
    {
        _width = width;
        _first = Steps(block.First, maxRows, height, width);
        _second = Steps(block.Second, maxRows, height, width);
        _auxiliary = block.AuxiliaryConvolution is { } auxiliary ? Own(new PointSteps(auxiliary)) : null;
        _conditionLayer = block.Condition;
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    /// <param name="count">Their number, N.</param>
    /// <param name="condition">(N or 1, D, H, W) or (N or 1, D, 1, 1), or null.</param>
    public void Begin(int count, Tensor? condition = null)
    {
        foreach (ICausalSteps steps in _causal)
            steps.Begin(count);
        using DisposeScope scope = NewDisposeScope();
        _condition = condition is null ? null : _conditionLayer!.call(condition).detach().flatten(2).transpose(1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>(N, C) at a position, with the second map's (N, A) there, to (N, C).</summary>
    public Tensor At(int row, int column, Tensor input, Tensor? auxiliary = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = _first(row, column, nn.functional.elu(input, 1));
        if (auxiliary is not null)
            hidden = hidden.add_(_auxiliary!.At(nn.functional.elu(auxiliary, 1)));
        hidden = _second(row, column, nn.functional.elu(hidden, 1));
        if (_condition is not null)
            hidden = hidden.add_(_condition.select(1, _condition.size(1) > 1 ? (row * _width) + column : 0));
        return nn.functional.glu(hidden, 1).add_(input).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }

    private Func<int, int, Tensor, Tensor> Steps(nn.Module convolution, int maxRows, int height, int width)
    {
        if (convolution is not CausalConv2d causal)
        {
            PointSteps point = Own(new PointSteps((WeightNormConv2d)convolution));
            return (_, _, input) => point.At(input);
        }
        CausalConvSteps steps = Own(new CausalConvSteps(causal, maxRows, height, width));
        _causal.Add(steps);
        return (row, column, input) =>
        {
            Tensor output = steps.At(row, column); // its own position is hidden from it
            steps.Put(row, column, input);
            return output;
        };
    }

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}

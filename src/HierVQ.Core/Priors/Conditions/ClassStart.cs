using HierVQ.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;

namespace HierVQ.Priors;

/// <summary>What a sequence begins with: the vector of the row's class or, in a model without classes, one learned vector.</summary>
internal sealed class ClassStart
{
    private readonly int _width;
    private readonly Embedding? _table; // (classes, and one more for none, d)
    private readonly Parameter? _vector; // (1, 1, d)

    public ClassStart(ConditionInput condition, int width, double deviation, Generator init, Device device)
    {
        _width = width;
        if (condition.Shape.Classes == 0)
            _vector = Initial.Normal([1, 1, width], 1, init, device);
        else
            _table = new Embedding(condition.ClassRows, width, init, device, deviation);
    }

    /// <summary>The vectors, (classes, and one more for none, d); (1, d) in a model without classes.</summary>
    public Tensor Vectors => _table is not null ? _table.Weight : _vector!.view(1, _width);

    /// <summary>Adds the weights to the state dictionary of <paramref name="module"/>.</summary>
    public void Register(string name, nn.Module module)
    {
        if (_table is not null)
            module.register_module(name, _table);
        else
            module.register_parameter(name, _vector!);
    }

    /// <summary>The start vectors of rows, (1, N, d).</summary>
    /// <param name="entries">Entries of the table, (N, 1) Int64; (N, 0) in a model without classes.</param>
    public Tensor Start(Tensor entries) => _table is not null
        ? _table.call(entries.flatten()).unsqueeze(0)
        : _vector!.expand(1, entries.size(0), _width);
}

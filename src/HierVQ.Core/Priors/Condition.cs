using HierVQ.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = HierVQ.Layers.Embedding;

namespace HierVQ.Priors;

/// <summary>
/// What a sequence begins with: the vector of the row's class or, in a model without classes, one learned vector. With condition dropout a
/// further row of the table stands for 'no class'.
/// </summary>
internal sealed class Condition
{
    private readonly double _dropout;
    private readonly int _width;
    private readonly Embedding? _table; // (classes, and one more with dropout, d)
    private readonly Parameter? _vector; // (1, 1, d)

    public Condition(int classes, double dropout, int width, double deviation, Generator init, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        (Classes, _dropout, _width) = (classes, dropout, width);
        if (classes == 0)
            _vector = Initial.Normal([1, 1, width], 1, init, device);
        else
            _table = new Embedding(classes + (dropout > 0 ? 1 : 0), width, init, device, deviation);
    }

    /// <summary>Number of classes; 0 for a model without.</summary>
    public int Classes { get; }

    /// <summary>Whether a row may have no class.</summary>
    public bool CanBeNone => Classes == 0 || _dropout > 0;

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

    /// <summary>The row of <see cref="Vectors"/> of a class, -1 being none.</summary>
    /// <exception cref="ArgumentException">The class is unknown, or missing where the model needs one.</exception>
    public int Row(int label)
    {
        if (label >= Classes || label < -1)
            throw new ArgumentException(Classes == 0
                ? $"Class {label} was asked for, but the model has no classes; only -1 (none) is right."
                : $"Class {label} was asked for; the model knows 0 to {Classes - 1}{(CanBeNone ? ", and -1 for none" : "")}.");
        if (label == -1 && !CanBeNone)
            throw new ArgumentException($"A row has no class, but the model was trained without condition dropout and needs one of 0 to {Classes - 1}; set ConditionDropout above 0 in training to do without.");
        return Classes == 0 ? 0 : label < 0 ? Classes : label;
    }

    /// <summary>The start vectors of rows, (1, N, d).</summary>
    /// <param name="classes">(N) Int64, -1 for none; null where no row has a class.</param>
    /// <param name="rows">N.</param>
    /// <param name="dropout">In training, where to draw which rows lose their class; else null.</param>
    /// <exception cref="ArgumentException">A class is unknown, or missing where the model needs one.</exception>
    public Tensor Start(Tensor? classes, long rows, Generator? dropout = null)
    {
        if (_table is null)
        {
            if (classes is not null)
                Check(classes, rows);
            return _vector!.expand(1, rows, _width);
        }
        if (classes is null)
            return _table.call(full([rows], Row(-1), ScalarType.Int64, _table.Weight.device)).unsqueeze(0);
        Check(classes, rows);
        if (CanBeNone)
            classes = classes.remainder(Classes + 1); // -1 becomes the last row
        if (dropout is not null && _dropout > 0)
            classes = classes.masked_fill(rand(rows, device: classes.device, generator: dropout).lt(_dropout), Classes);
        return _table.call(classes).unsqueeze(0);
    }

    private void Check(Tensor classes, long rows)
    {
        if (classes.dtype != ScalarType.Int64 || classes.dim() != 1 || classes.size(0) != rows)
            throw new ArgumentException($"Classes must be {rows} Int64 numbers, one a row; got {classes.dtype} [{string.Join(", ", classes.shape)}].", nameof(classes));
        // Elsewhere reading the numbers would wait for the device; there, whoever made the batch has checked them.
        if (classes.device_type != DeviceType.CPU || rows == 0)
            return;
        using Tensor least = classes.min(), most = classes.max();
        Row((int)Math.Clamp(least.item<long>(), int.MinValue, int.MaxValue));
        Row((int)Math.Clamp(most.item<long>(), int.MinValue, int.MaxValue));
    }
}

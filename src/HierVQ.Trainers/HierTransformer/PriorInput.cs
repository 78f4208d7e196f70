using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>A batch of codes and the classes of their rows.</summary>
internal sealed class PriorInput : BatchInput
{
    private readonly CodesInput _codes;
    private readonly ClassReader? _classes;
    private readonly int[] _class;

    public PriorInput(DataViewRow row, DataViewSchema.Column codes, LabelColumn? labels, SharedPrior prior, int capacity)
    {
        _codes = new CodesInput(row, codes, prior.Prior.Layout.TotalCodes, capacity);
        _classes = labels is null ? null : new ClassReader(row, labels, prior.Labels, prior.Prior.CanBeUnconditional);
        _class = new int[capacity];
        Array.Fill(_class, -1);
    }

    public override string Column => _codes.Column;

    public CodesInput Codes => _codes;

    public ReadOnlySpan<int> Classes(int count) => _class.AsSpan(0, count);

    public bool HasClasses => _classes is not null;

    public override void Read(int slot)
    {
        _codes.Read(slot);
        if (_classes is not null)
            _class[slot] = _classes.Read();
    }
}

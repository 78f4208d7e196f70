using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>A batch of codes and the conditions of their rows.</summary>
internal sealed class PriorInput : BatchInput
{
    private readonly CodesInput _codes;
    private readonly ConditionReader? _reader;
    private readonly int[] _conditions;
    private readonly int _length;

    public PriorInput(DataViewRow row, DataViewSchema.Column codes, ConditionColumns columns, SharedPrior prior, int capacity)
    {
        _codes = new CodesInput(row, codes, prior.Prior.Layout.TotalCodes, capacity);
        _reader = columns.Any ? ConditionReader.Of(row, columns, prior) : null;
        _length = prior.Condition.Slots.Length;
        _conditions = new int[checked(capacity * _length)];
        Array.Fill(_conditions, -1);
    }

    public override string Column => _codes.Column;

    public CodesInput Codes => _codes;

    /// <summary>The conditions of the first <paramref name="count"/> rows, flat.</summary>
    public ReadOnlySpan<int> Conditions(int count) => _conditions.AsSpan(0, count * _length);

    public override void Read(int slot)
    {
        _codes.Read(slot);
        _reader?.Read(_conditions.AsSpan(slot * _length, _length));
    }
}

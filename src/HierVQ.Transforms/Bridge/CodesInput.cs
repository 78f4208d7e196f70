using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A batch of code pyramids out of a column of keys.</summary>
internal sealed class CodesInput(DataViewRow row, DataViewSchema.Column column, int totalCodes, int capacity) : BatchInput
{
    private readonly ValueGetter<VBuffer<uint>> _source = row.GetGetter<VBuffer<uint>>(column);
    private readonly int[] _codes = new int[checked(capacity * totalCodes)];
    private VBuffer<uint> _keys;

    public override string Column { get; } = column.Name;

    /// <summary>The codes of the first <paramref name="count"/> rows, flat; -1 is a hole.</summary>
    public ReadOnlySpan<int> Codes(int count) => _codes.AsSpan(0, count * totalCodes);

    public ReadOnlySpan<int> Row(int slot) => _codes.AsSpan(slot * totalCodes, totalCodes);

    public override void Read(int slot)
    {
        _source(ref _keys);
        if (_keys.Length != totalCodes)
            throw new FormatException($"Column '{Column}' holds a row of {_keys.Length} codes; a pyramid has {totalCodes}.");
        Span<int> codes = _codes.AsSpan(slot * totalCodes, totalCodes);
        if (!_keys.IsDense)
        {
            // What a sparse vector leaves out is 0: a hole.
            codes.Fill(-1);
            ReadOnlySpan<int> indices = _keys.GetIndices();
            for (int i = 0; i < indices.Length; i++)
                codes[indices[i]] = (int)_keys.GetValues()[i] - 1;
            return;
        }
        ReadOnlySpan<uint> keys = _keys.GetValues();
        for (int i = 0; i < keys.Length; i++)
            codes[i] = (int)keys[i] - 1;
    }
}

using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>A batch of codes to fill, with the condition and the seed of each row.</summary>
internal sealed class SampleInput : BatchInput
{
    private readonly CodesInput _codes;
    private readonly ConditionReader? _conditionReader;
    private readonly Func<ulong> _seedReader;
    private readonly int[] _conditions;
    private readonly int _length;
    private readonly ulong[] _seeds;

    public SampleInput(DataViewRow row, SampleBinding.Columns columns, SharedPrior prior, int[] fixedCondition, ulong firstSeed, int capacity)
    {
        _codes = new CodesInput(row, columns.Codes, prior.Prior.Layout.TotalCodes, capacity);
        _conditionReader = columns.Conditions.Any ? ConditionReader.Of(row, columns.Conditions, prior) : null;
        _seedReader = columns.Seeds is { } seeds ? SeedColumn(row, seeds) : RowSeed(row, firstSeed);
        _length = fixedCondition.Length;
        _conditions = new int[checked(capacity * _length)];
        _seeds = new ulong[capacity];
        for (int slot = 0; slot < capacity; slot++)
            fixedCondition.CopyTo(_conditions, slot * _length);
    }

    public override string Column => _codes.Column;

    public ReadOnlySpan<int> Codes(int count) => _codes.Codes(count);

    /// <summary>The conditions of the first <paramref name="count"/> rows, flat.</summary>
    public ReadOnlySpan<int> Conditions(int count) => _conditions.AsSpan(0, count * _length);

    public ReadOnlySpan<ulong> Seeds(int count) => _seeds.AsSpan(0, count);

    public override void Read(int slot)
    {
        _codes.Read(slot);
        if (!_codes.Row(slot).Contains(-1))
            throw new BadValueException(_codes.Column, $"all {_codes.Row(slot).Length} codes are there, so that there is none to draw. A hole is a missing key (0): make some, or leave such rows out.");
        _conditionReader?.Read(_conditions.AsSpan(slot * _length, _length));
        _seeds[slot] = _seedReader();
    }

    private static Func<ulong> SeedColumn(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(uint))
        {
            ValueGetter<uint> narrow = row.GetGetter<uint>(column);
            uint seed = 0;
            return () =>
            {
                narrow(ref seed);
                return seed;
            };
        }
        ValueGetter<ulong> getter = row.GetGetter<ulong>(column);
        ulong value = 0;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    // By the row's id rather than its position, which is another one in each cursor of a set and after shuffling.
    private static Func<ulong> RowSeed(DataViewRow row, ulong first)
    {
        ValueGetter<DataViewRowId> getter = row.GetIdGetter();
        DataViewRowId id = default;
        return () =>
        {
            getter(ref id);
            return unchecked(first + id.Low + (id.High * 0x9E3779B97F4A7C15));
        };
    }
}

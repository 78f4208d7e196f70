using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>A batch of codes to fill, with the class and the seed of each row.</summary>
internal sealed class SampleInput : BatchInput
{
    private readonly CodesInput _codes;
    private readonly ClassReader? _classReader;
    private readonly Func<ulong> _seedReader;
    private readonly int[] _classes;
    private readonly ulong[] _seeds;

    public SampleInput(DataViewRow row, SampleBinding.Columns columns, SharedPrior prior, int fixedClass, ulong firstSeed, int capacity)
    {
        _codes = new CodesInput(row, columns.Codes, prior.Prior.Layout.TotalCodes, capacity);
        _classReader = columns.Labels is null ? null : new ClassReader(row, columns.Labels, prior.Labels, prior.Prior.CanBeUnconditional);
        _seedReader = columns.Seeds is { } seeds ? SeedColumn(row, seeds) : RowSeed(row, firstSeed);
        _classes = new int[capacity];
        _seeds = new ulong[capacity];
        Array.Fill(_classes, fixedClass);
    }

    public override string Column => _codes.Column;

    public ReadOnlySpan<int> Codes(int count) => _codes.Codes(count);

    public ReadOnlySpan<int> Classes(int count) => _classes.AsSpan(0, count);

    public ReadOnlySpan<ulong> Seeds(int count) => _seeds.AsSpan(0, count);

    public override void Read(int slot)
    {
        _codes.Read(slot);
        if (_classReader is not null)
            _classes[slot] = _classReader.Read();
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

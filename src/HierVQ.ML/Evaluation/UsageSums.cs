using System.Collections.Immutable;
using HierVQ.Metrics;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Evaluation;

/// <summary>Counts the codes of a cursor's rows.</summary>
internal sealed class UsageSums
{
    private readonly CodeUsage _usage;
    private readonly ValueGetter<VBuffer<uint>> _getter;
    private readonly int[] _codes;
    private VBuffer<uint> _row;

    public UsageSums(DataViewRow row, CodesColumn codes)
    {
        _usage = new CodeUsage(codes.Layout);
        _getter = row.GetGetter<VBuffer<uint>>(codes.Column);
        _codes = new int[codes.Layout.TotalCodes];
    }

    public ImmutableArray<CodebookUsage> Codebooks => _usage.Codebooks;

    /// <summary>Counts the codes of the row that the cursor is at; a row with a code missing does not count.</summary>
    public void Add()
    {
        _getter(ref _row);
        int at = 0;
        foreach (uint key in _row.DenseValues())
            _codes[at++] = (int)key - 1;
        if (!_codes.Contains(-1))
            _usage.Add(_codes);
    }
}

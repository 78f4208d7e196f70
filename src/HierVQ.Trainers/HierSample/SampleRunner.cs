using HierVQ.Sampling;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Fills holes, a batch at a time. The key/value cache lives as long as the cursor.</summary>
internal sealed class SampleRunner : BatchRunner
{
    private readonly DataViewRow _row;
    private readonly SampleBinding.Columns _columns;
    private readonly HierSampleOptions _options;
    private readonly SharedPrior _prior;
    private readonly int[] _fixedCondition;
    private readonly int _capacity;
    private readonly int[] _codes;
    private readonly VectorOutput<uint> _keys;
    private readonly ICodeSampler _sampler;

    public SampleRunner(DataViewRow row, SampleBinding.Columns columns, HierSampleOptions options, SharedPrior prior, int[] fixedCondition, int capacity)
    {
        (_row, _columns, _options, _prior, _fixedCondition, _capacity) = (row, columns, options, prior, fixedCondition, capacity);
        int total = prior.Prior.Layout.TotalCodes;
        _codes = new int[checked(capacity * total)];
        _keys = new VectorOutput<uint>(capacity, total);
        _sampler = prior.Prior.CreateSampler(options.Sampler with { MaxBatch = capacity });
    }

    public override BatchInput CreateInput() => new SampleInput(_row, _columns, _prior, _fixedCondition, _options.Sampling.Seed, _capacity);

    public override void Run(BatchInput input, int count)
    {
        var rows = (SampleInput)input;
        Span<int> codes = _codes.AsSpan(0, rows.Codes(count).Length);
        rows.Codes(count).CopyTo(codes);
        _sampler.Sample(codes, rows.Conditions(count), rows.Seeds(count), _options.Sampling);
        for (int i = 0; i < codes.Length; i++)
            _keys.All[i] = (uint)codes[i] + 1;
    }

    public override Delegate Getter(int output, RowPointer at) => _keys.Getter(at);

    public override void Dispose() => _sampler.Dispose();
}

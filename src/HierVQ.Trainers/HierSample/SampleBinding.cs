using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>HierSample bound to a schema.</summary>
internal sealed class SampleBinding : BatchBinding
{
    private readonly HierSampleOptions _options;
    private readonly SharedPrior _prior;
    private readonly Columns _columns;
    private readonly int[] _fixedCondition;

    public SampleBinding(DataViewSchema input, HierSampleOptions options, SharedPrior prior) : this(input, options, prior, Columns.Find(input, options, prior)) { }

    private SampleBinding(DataViewSchema input, HierSampleOptions options, SharedPrior prior, Columns columns)
        : base(input, columns.All, [Output(options, columns.Codes)], options.BatchSize)
    {
        _options = options;
        _prior = prior;
        _columns = columns;
        SamplingCheck.Check(prior, options.Sampling);
        _fixedCondition = FixedCondition.Of(prior, options.Sampling, columns.Conditions);
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) => new SampleRunner(row, _columns, _options, _prior, _fixedCondition, capacity);

    // What the codes are stays true of them when they are complete, the tokenizer included.
    private static OutputColumn Output(HierSampleOptions options, DataViewSchema.Column codes) => new(options.OutputColumnName, codes.Type, codes.Annotations);

    /// <summary>What sampling reads of a row.</summary>
    internal sealed record Columns(DataViewSchema.Column Codes, ConditionColumns Conditions, DataViewSchema.Column? Seeds)
    {
        public IEnumerable<DataViewSchema.Column> All => [Codes, .. Conditions.All, .. Seeds is { } seeds ? [seeds] : Array.Empty<DataViewSchema.Column>()];

        public static Columns Find(DataViewSchema schema, HierSampleOptions options, SharedPrior prior) => new(
            PriorCodes.Find(schema, options.InputColumnName, prior),
            ConditionColumns.FindKnown(schema, options.Condition, prior),
            options.SeedColumnName is { } seed ? SchemaCheck.Find(schema, seed, ColumnRule.Seed) : null);
    }
}

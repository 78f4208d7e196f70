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
    private readonly int _fixedClass;

    public SampleBinding(DataViewSchema input, HierSampleOptions options, SharedPrior prior) : this(input, options, prior, Columns.Find(input, options, prior)) { }

    private SampleBinding(DataViewSchema input, HierSampleOptions options, SharedPrior prior, Columns columns)
        : base(input, columns.All, [Output(options, columns.Codes)], options.BatchSize)
    {
        _options = options;
        _prior = prior;
        _columns = columns;
        _fixedClass = columns.Labels is null ? Condition.ClassOf(prior, options.Sampling.Label) : -1;
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) => new SampleRunner(row, _columns, _options, _prior, _fixedClass, capacity);

    // What the codes are stays true of them when they are complete, the tokenizer included.
    private static OutputColumn Output(HierSampleOptions options, DataViewSchema.Column codes) => new(options.OutputColumnName, codes.Type, codes.Annotations);

    /// <summary>What sampling reads of a row.</summary>
    internal sealed record Columns(DataViewSchema.Column Codes, LabelColumn? Labels, DataViewSchema.Column? Seeds)
    {
        public IEnumerable<DataViewSchema.Column> All
        {
            get
            {
                yield return Codes;
                if (Labels is not null)
                    yield return Labels.Column;
                if (Seeds is { } seeds)
                    yield return seeds;
            }
        }

        public static Columns Find(DataViewSchema schema, HierSampleOptions options, SharedPrior prior) => new(
            CodesColumn.FindKnown(schema, options.InputColumnName, prior.Prior.Layout, prior.TokenizerId),
            ConditionColumn.Find(schema, options.LabelColumnName, prior),
            options.SeedColumnName is { } seed ? SchemaCheck.Find(schema, seed, ColumnRule.Seed) : null);
    }
}

using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>Scoring by a prior, bound to a schema.</summary>
internal sealed class PriorBinding : BatchBinding
{
    private readonly SharedPrior _prior;
    private readonly DataViewSchema.Column _codes;
    private readonly LabelColumn? _labels;

    public PriorBinding(DataViewSchema input, HierTransformerOptions options, SharedPrior prior)
        : this(input, options, prior,
            CodesColumn.FindKnown(input, options.CodesColumnName, prior.Prior.Layout, prior.TokenizerId),
            ConditionColumn.Find(input, options.LabelColumnName, prior))
    {
    }

    private PriorBinding(DataViewSchema input, HierTransformerOptions options, SharedPrior prior, DataViewSchema.Column codes, LabelColumn? labels)
        : base(input, labels is null ? [codes] : [codes, labels.Column], Outputs(options, prior), options.BatchSize)
    {
        _prior = prior;
        _codes = codes;
        _labels = labels;
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) => new PriorRunner(row, _codes, _labels, _prior, capacity);

    /// <summary>What the outputs are before there is data.</summary>
    public static IEnumerable<SchemaShape.Column> Shapes(HierTransformerOptions options)
    {
        yield return SchemaCheck.Shape(options.ScoreColumnName, NumberDataViewType.Single,
            new SchemaShape([SchemaCheck.Shape(PriorDataViewType.Annotation, PriorDataViewType.Instance)]));
        yield return SchemaCheck.Shape(options.CodeScoresColumnName, new VectorDataViewType(NumberDataViewType.Single, 1),
            new SchemaShape([SchemaCheck.Shape(CodesColumn.LayoutAnnotation, new VectorDataViewType(NumberDataViewType.Int32, 4))]));
    }

    private static IEnumerable<OutputColumn> Outputs(HierTransformerOptions options, SharedPrior prior)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(PriorDataViewType.Annotation, PriorDataViewType.Instance, (ref SharedPrior value) => value = prior);
        yield return new OutputColumn(options.ScoreColumnName, NumberDataViewType.Single, annotations.ToAnnotations());
        yield return new OutputColumn(options.CodeScoresColumnName, new VectorDataViewType(NumberDataViewType.Single, prior.Prior.Layout.TotalCodes),
            CodesColumn.LayoutOnly(prior.Prior.Layout));
    }
}

using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>Scoring by a prior, bound to a schema.</summary>
internal sealed class PriorBinding : BatchBinding
{
    private readonly SharedPrior _prior;
    private readonly DataViewSchema.Column _codes;
    private readonly ConditionColumns _conditions;

    public PriorBinding(DataViewSchema input, PriorColumns columns, SharedPrior prior)
        : this(input, columns, prior, PriorCodes.Find(input, columns.Codes, prior), ConditionColumns.FindKnown(input, columns.Condition, prior))
    {
    }

    private PriorBinding(DataViewSchema input, PriorColumns columns, SharedPrior prior, DataViewSchema.Column codes, ConditionColumns conditions)
        : base(input, [codes, .. conditions.All], Outputs(columns, prior), columns.BatchSize)
    {
        _prior = prior;
        _codes = codes;
        _conditions = conditions;
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) => new PriorRunner(row, _codes, _conditions, _prior, capacity);

    /// <summary>What the outputs are before there is data.</summary>
    public static IEnumerable<SchemaShape.Column> Shapes(PriorColumns columns)
    {
        yield return SchemaCheck.Shape(columns.Score, NumberDataViewType.Single,
            new SchemaShape([SchemaCheck.Shape(PriorDataViewType.Annotation, PriorDataViewType.Instance)]));
        yield return SchemaCheck.Shape(columns.CodeScores, new VectorDataViewType(NumberDataViewType.Single, 1),
            new SchemaShape([SchemaCheck.Shape(CodesColumn.LayoutAnnotation, new VectorDataViewType(NumberDataViewType.Int32, 4))]));
    }

    private static IEnumerable<OutputColumn> Outputs(PriorColumns columns, SharedPrior prior)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(PriorDataViewType.Annotation, PriorDataViewType.Instance, (ref SharedPrior value) => value = prior);
        yield return new OutputColumn(columns.Score, NumberDataViewType.Single, annotations.ToAnnotations());
        yield return new OutputColumn(columns.CodeScores, new VectorDataViewType(NumberDataViewType.Single, prior.Prior.Layout.TotalCodes),
            CodesColumn.LayoutOnly(prior.Prior.Layout));
    }
}

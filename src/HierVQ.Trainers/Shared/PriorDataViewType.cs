using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>The type of the annotation that holds a prior in memory. It has no codec, so that it never gets into a zip.</summary>
internal sealed class PriorDataViewType : StructuredDataViewType
{
    public const string Annotation = "Prior";

    public static readonly PriorDataViewType Instance = new();

    private PriorDataViewType() : base(typeof(SharedPrior)) { }

    public override bool Equals(DataViewType? other) => other is PriorDataViewType;

    public override string ToString() => "Prior";
}

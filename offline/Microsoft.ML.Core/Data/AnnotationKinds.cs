namespace Microsoft.ML.Runtime;

/// <summary>The names of the annotations that the library itself gives and reads.</summary>
internal static class AnnotationKinds
{
    public const string KeyValues = "KeyValues";
    public const string SlotNames = "SlotNames";
    public const string IsNormalized = "IsNormalized";
}

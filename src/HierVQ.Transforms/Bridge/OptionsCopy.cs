namespace HierVQ.Transforms;

/// <summary>Options belong to the user, who may change them after a fit: a fitted component keeps what it was fitted with.</summary>
internal static class OptionsCopy
{
    public static TOptions Of<TOptions>(TOptions options) where TOptions : TrainingOptions
    {
        TOptions copy = ModelZip.Deserialize<TOptions>(ModelZip.Serialize(options), "options");
        copy.TakeUnsaved(options);
        return copy;
    }
}

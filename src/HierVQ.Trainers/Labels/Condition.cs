namespace HierVQ.Trainers;

/// <summary>The class that a label by name asks of a prior.</summary>
internal static class Condition
{
    /// <returns>-1 for no condition.</returns>
    /// <exception cref="ArgumentException">Training never saw the label, or there is none and the prior needs one.</exception>
    public static int ClassOf(SharedPrior prior, string? label)
    {
        if (label is null)
        {
            return prior.Prior.CanBeUnconditional
                ? -1
                : throw new ArgumentException($"No label was given, and the prior needs one: it was trained without ConditionDropout. The labels are: {prior.Labels.Listed}.", nameof(label));
        }
        int index = prior.Labels.ClassOf(label);
        if (index >= 0)
            return index;
        throw new ArgumentException(prior.Labels.Count == 0
            ? $"The label '{label}' was asked for, but the prior was trained without labels: leave Label null."
            : $"Training never saw the label '{label}'. The labels are: {prior.Labels.Listed}.", nameof(label));
    }
}

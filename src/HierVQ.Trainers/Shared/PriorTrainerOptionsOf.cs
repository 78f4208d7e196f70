namespace HierVQ;

/// <summary>Options of a trainer of one kind of prior.</summary>
/// <typeparam name="TPrior">The prior's own options.</typeparam>
public abstract class PriorTrainerOptions<TPrior> : PriorTrainerOptions where TPrior : PriorOptions
{
    private protected PriorTrainerOptions(TPrior prior) => Prior = prior;

    /// <summary>The prior and its training. Default: the defaults of its own options.</summary>
    public TPrior Prior { get; set; }

    internal sealed override PriorOptions PriorOptions => Prior;

    /// <inheritdoc/>
    public override void Validate()
    {
        ArgumentNullException.ThrowIfNull(Prior);
        base.Validate();
    }
}

namespace HierVQ.Examples.Papers;

/// <summary>One comparison of a paper.</summary>
internal abstract class Part
{
    /// <summary>Its name on the command line and as a folder.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared.</summary>
    public abstract string Title { get; }

    /// <summary>Where the paper has it.</summary>
    public abstract string Source { get; }

    /// <summary>What was done here, for the page: on what, how many steps, how many seeds.</summary>
    public abstract string Text { get; }

    /// <summary>The trials, in the order in which they are run.</summary>
    public abstract IReadOnlyList<Trial> Trials(Desk desk);

    /// <summary>What is to tell of those trials that are finished.</summary>
    public abstract Comparison Compare(Results results);
}

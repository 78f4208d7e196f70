namespace HierVQ.Examples.Priors;

/// <summary>A prior with what came of it.</summary>
/// <param name="Kind">The prior.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Folder">Where its pictures are.</param>
internal sealed record Shown(PriorKind Kind, TrialFigures Figures, RunFolder Folder)
{
    /// <summary>Those of the priors that are finished, in their order.</summary>
    public static IReadOnlyList<Shown> Of(Desk desk, IReadOnlyList<PriorKind> kinds)
    {
        Results results = TrialRunner.Finished([.. kinds.Select(kind => PriorShow.Of(desk, kind))], desk.Folder(""));
        return [.. kinds.Where(kind => results[kind.Name] is not null).Select(kind => new Shown(kind, results[kind.Name]!, new RunFolder(desk.Folder(kind.Name))))];
    }

    /// <summary>The bytes of a sheet.</summary>
    public byte[] Sheet(string name) => File.ReadAllBytes(Folder.File(name));
}

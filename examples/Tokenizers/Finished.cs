namespace HierVQ.Examples.Tokenizers;

/// <summary>A variant with what came of it.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Folder">Where its pictures are.</param>
internal sealed record Finished(Variant Variant, VariantFigures Figures, VariantFolder Folder)
{
    /// <summary>Those of the variants that have figures, in their order.</summary>
    public static IReadOnlyList<Finished> Of(IEnumerable<Variant> variants, string output) =>
        [.. variants.Select(variant => (variant, folder: new VariantFolder(output, variant)))
            .Select(at => at.folder.Read() is { } figures ? new Finished(at.variant, figures, at.folder) : null)
            .OfType<Finished>()];

    /// <summary>The bytes of a view's strip.</summary>
    public byte[] Strip(View view) => File.ReadAllBytes(Folder.File(view.File));
}

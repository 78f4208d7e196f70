using System.Text.Json;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Where one variant keeps its model, figures and pictures.</summary>
internal sealed class VariantFolder(string output, Variant variant) : RunFolder(System.IO.Path.Combine(output, variant.Name))
{
    /// <summary>The trained pipeline, an ordinary ML.NET model.</summary>
    public string Model => File("model.zip");

    /// <summary>The figures, where this variant is finished by this recipe; null otherwise.</summary>
    public VariantFigures? Finished(string recipe)
    {
        VariantFigures? figures = Read();
        return figures?.Recipe == recipe && System.IO.File.Exists(Model) ? figures : null;
    }

    /// <summary>The figures, by whatever recipe; null where there are none that can be read.</summary>
    public VariantFigures? Read()
    {
        try
        {
            return System.IO.File.Exists(Figures) ? VariantFigures.Load(Figures) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

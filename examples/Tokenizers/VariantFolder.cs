using System.Text.Json;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Where one variant keeps its model, figures and pictures.</summary>
internal sealed class VariantFolder(string output, Variant variant)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.Combine(output, variant.Name);

    /// <summary>The trained pipeline, an ordinary ML.NET model.</summary>
    public string Model => File("model.zip");

    /// <summary>The figures. They are written last: a variant that has them is finished.</summary>
    public string Figures => File("figures.json");

    /// <summary>Checkpoints of a training in progress.</summary>
    public string Checkpoints => File("checkpoints");

    /// <summary>What the checkpoints are checkpoints of.</summary>
    private string Recipe => File("recipe.json");

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

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

    /// <summary>Makes the folder, with nothing of another recipe in it.</summary>
    public void Begin(string recipe)
    {
        if (Directory.Exists(Path) && (!System.IO.File.Exists(Recipe) || System.IO.File.ReadAllText(Recipe) != recipe || System.IO.File.Exists(Figures)))
            Directory.Delete(Path, recursive: true);
        Directory.CreateDirectory(Path);
        System.IO.File.WriteAllText(Recipe, recipe);
    }

    /// <summary>The training is over: no checkpoint is needed any more.</summary>
    public void End()
    {
        if (Directory.Exists(Checkpoints))
            Directory.Delete(Checkpoints, recursive: true);
    }
}

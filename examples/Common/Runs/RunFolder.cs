namespace HierVQ.Examples;

/// <summary>Where one training keeps what comes of it: what it is of, checkpoints while it runs, and figures once it is finished.</summary>
/// <param name="path">The folder.</param>
public class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The figures. They are written last: what has them is finished.</summary>
    public string Figures => File("figures.json");

    /// <summary>Checkpoints of a training in progress.</summary>
    public string Checkpoints => File("checkpoints");

    /// <summary>What all of it is of.</summary>
    private string Recipe => File("recipe.json");

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether it is finished, and of this recipe.</summary>
    public bool IsFinished(string recipe) => System.IO.File.Exists(Figures) && IsOf(recipe);

    /// <summary>Makes the folder, with nothing of another recipe in it, nor of a finished run.</summary>
    public void Begin(string recipe)
    {
        if (Directory.Exists(Path) && (!IsOf(recipe) || System.IO.File.Exists(Figures)))
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

    /// <summary>Writes a file, whole or not at all.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        System.IO.File.WriteAllBytes(path + ".new", bytes);
        System.IO.File.Move(path + ".new", path, overwrite: true);
    }

    private bool IsOf(string recipe) => System.IO.File.Exists(Recipe) && System.IO.File.ReadAllText(Recipe) == recipe;
}

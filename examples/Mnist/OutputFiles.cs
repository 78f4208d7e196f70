namespace HierVQ.Examples.Mnist;

/// <summary>Where the run writes what.</summary>
internal sealed class OutputFiles
{
    /// <summary>Makes the folder.</summary>
    public OutputFiles(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The trained pipeline, an ordinary ML.NET model.</summary>
    public string Pipeline => Path.Combine(Folder, "pipeline.zip");

    /// <summary>How training went.</summary>
    public string Log => Path.Combine(Folder, "training.json");

    /// <summary>The numbers.</summary>
    public string Metrics => Path.Combine(Folder, "metrics.json");

    /// <summary>The page to look at.</summary>
    public string Page => Path.Combine(Folder, "mnist.html");

    /// <summary>Checkpoints of a training in progress.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>A sheet of pictures.</summary>
    public string Sheet(string name) => Path.Combine(Folder, name + ".png");
}

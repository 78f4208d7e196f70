namespace HierVQ.Examples.Emoji;

/// <summary>Where the run writes what.</summary>
internal sealed class OutputFiles
{
    /// <summary>Makes the folder.</summary>
    public OutputFiles(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The trained pipeline, an ordinary ML.NET model.</summary>
    public string Pipeline => Path.Combine(Folder, "pipeline.zip");

    /// <summary>What the training process leaves for the reporting one.</summary>
    public string Log => Path.Combine(Folder, "training.json");

    /// <summary>The numbers.</summary>
    public string Metrics => Path.Combine(Folder, "metrics.json");

    /// <summary>The page to look at.</summary>
    public string Report => Path.Combine(Folder, "report.html");

    /// <summary>Checkpoints of a training in progress.</summary>
    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>A sheet of pictures.</summary>
    public string Sheet(string name) => Path.Combine(Folder, name + ".png");
}

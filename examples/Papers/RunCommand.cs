namespace HierVQ.Examples.Papers;

/// <summary>Runs parts, trials that are finished excepted.</summary>
internal static class RunCommand
{
    /// <summary>The file of the output folder with the shown pictures as they are.</summary>
    public const string Originals = "originals.png";

    /// <summary>Runs them one after the other.</summary>
    /// <returns>Names of trials that failed.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<(Part Part, string? Trial)> parts, Desk desk)
    {
        var failed = new List<string>();
        Directory.CreateDirectory(desk.Folder(""));
        File.WriteAllBytes(desk.Folder(Originals), Desk.Strip(desk.HeldOut().Rgb, Pictures.Size));
        foreach ((Part part, string? only) in parts)
        {
            Console.WriteLine($"{part.Name}: {part.Title}");
            Trial[] trials = [.. part.Trials(desk).Where(trial => only is null || trial.Name == only)];
            if (trials.Length == 0)
                throw new ArgumentException($"The part '{part.Name}' has no trial '{only}'; it has {string.Join(", ", part.Trials(desk).Select(trial => trial.Name))}.");
            failed.AddRange(TrialRunner.Run(trials, desk.Folder(part.Name)).Select(trial => $"{part.Name}/{trial}"));
        }
        if (failed.Count > 0)
            Console.Error.WriteLine("failed: " + string.Join(", ", failed));
        return failed;
    }

    /// <summary>What is finished of a part.</summary>
    public static Results Finished(Part part, Desk desk) => TrialRunner.Finished(part.Trials(desk), desk.Folder(part.Name));
}

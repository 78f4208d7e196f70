namespace HierVQ.Examples.Papers;

/// <summary>Runs parts, trials that are finished excepted.</summary>
internal static class RunCommand
{
    /// <summary>The file of the output folder with the shown pictures as they are.</summary>
    public const string Originals = "originals.png";

    /// <summary>Runs them one after the other.</summary>
    /// <returns>Names of trials that failed.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<Part> parts, Desk desk)
    {
        var failed = new List<string>();
        Directory.CreateDirectory(desk.Folder(""));
        File.WriteAllBytes(desk.Folder(Originals), Desk.Strip(desk.HeldOut().Rgb, Pictures.Size));
        foreach (Part part in parts)
        {
            Console.WriteLine($"{part.Name}: {part.Title}");
            failed.AddRange(TrialRunner.Run(part.Trials(desk), desk.Folder(part.Name)).Select(trial => $"{part.Name}/{trial}"));
        }
        if (failed.Count > 0)
            Console.Error.WriteLine("failed: " + string.Join(", ", failed));
        return failed;
    }

    /// <summary>What is finished of a part.</summary>
    public static Results Finished(Part part, Desk desk) => TrialRunner.Finished(part.Trials(desk), desk.Folder(part.Name));
}

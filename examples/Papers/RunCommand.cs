using System.Diagnostics;
using System.Globalization;

namespace HierVQ.Examples.Papers;

/// <summary>Runs the trials of parts, those that are finished excepted.</summary>
internal static class RunCommand
{
    /// <summary>The file of the output folder with the shown pictures as they are.</summary>
    public const string Originals = "originals.png";

    /// <summary>Runs them one after the other. One that fails does not keep the others from their turn.</summary>
    /// <returns>Names of those that failed.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<Part> parts, Desk desk)
    {
        var clock = Stopwatch.StartNew();
        var failed = new List<string>();
        Directory.CreateDirectory(desk.Folder(""));
        File.WriteAllBytes(desk.Folder(Originals), Desk.Strip(desk.HeldOut().Rgb, Pictures.Size));
        foreach (Part part in parts)
        {
            Console.WriteLine(Text($"[{clock.Elapsed:m\\:ss}] {part.Name}: {part.Title}"));
            foreach (Trial trial in part.Trials(desk))
            {
                string name = $"{part.Name}/{trial.Name}";
                try
                {
                    TrialFigures figures = Run(trial, new RunFolder(Path.Combine(desk.Folder(part.Name), trial.Name)), name);
                    Console.WriteLine($"    {trial.Name}: {figures}");
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    failed.Add(name);
                    Console.Error.WriteLine($"    {name} failed: {e}");
                }
            }
        }
        Console.WriteLine(Text($"{clock.Elapsed:m\\:ss}") + (failed.Count == 0 ? "" : "; failed: " + string.Join(", ", failed)));
        return failed;
    }

    /// <summary>What is finished of a part.</summary>
    public static Results Finished(Part part, Desk desk)
    {
        string folder = desk.Folder(part.Name);
        var figures = new Dictionary<string, TrialFigures>();
        foreach (Trial trial in part.Trials(desk))
        {
            var at = new RunFolder(Path.Combine(folder, trial.Name));
            if (at.IsFinished(trial.Recipe) && TrialFigures.Load(at.Figures) is { } loaded)
                figures[trial.Name] = loaded;
        }
        return new Results(folder, figures);
    }

    private static TrialFigures Run(Trial trial, RunFolder folder, string name)
    {
        if (folder.IsFinished(trial.Recipe) && TrialFigures.Load(folder.Figures) is { } before)
            return before;
        Console.WriteLine("  " + name);
        folder.Begin(trial.Recipe);
        TrialFigures figures = trial.Run(folder);
        figures.Save(folder.Figures);
        return figures;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;

namespace HierVQ.Examples;

/// <summary>Runs trials, those that are finished excepted.</summary>
public static class TrialRunner
{
    /// <summary>Runs them one after the other. One that fails does not keep the others from their turn.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="folder">The folder of their folders.</param>
    /// <returns>Names of those that failed.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<Trial> trials, string folder)
    {
        var failed = new List<string>();
        foreach (Trial trial in trials)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                TrialFigures figures = Run(trial, new RunFolder(Path.Combine(folder, trial.Name)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {trial.Name} ({clock.Elapsed:m\\:ss}): {figures}"));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed.Add(trial.Name);
                Console.Error.WriteLine($"    {trial.Name} failed: {e}");
            }
        }
        return failed;
    }

    /// <summary>What is finished of trials.</summary>
    public static Results Finished(IReadOnlyList<Trial> trials, string folder)
    {
        var figures = new Dictionary<string, TrialFigures>();
        foreach (Trial trial in trials)
        {
            var at = new RunFolder(Path.Combine(folder, trial.Name));
            if (at.IsFinished(trial.Recipe) && TrialFigures.Load(at.Figures) is { } loaded)
                figures[trial.Name] = loaded;
        }
        return new Results(folder, figures);
    }

    private static TrialFigures Run(Trial trial, RunFolder folder)
    {
        if (folder.IsFinished(trial.Recipe) && TrialFigures.Load(folder.Figures) is { } before)
            return before;
        Console.WriteLine("  " + trial.Name);
        folder.Begin(trial.Recipe);
        TrialFigures figures = trial.Run(folder);
        figures.Save(folder.Figures);
        return figures;
    }
}

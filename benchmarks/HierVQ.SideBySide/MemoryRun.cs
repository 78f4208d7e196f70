using System.Diagnostics;
using System.Text.Json;

namespace HierVQ.SideBySide;

/// <summary>
/// Measures the memory of one work in two fresh processes, this program's own image and a worker of its own: what earlier works left in
/// their allocators would blur it. Parent and child speak in one JSON line.
/// </summary>
internal static class MemoryRun
{
    /// <summary>The argument that makes this program a child.</summary>
    public const string Argument = "--memory";

    private const int Repetitions = 3;

    /// <summary>In the parent: starts a child.</summary>
    public static MemoryUse Measure(string workload, Threads ours, PythonSetting theirs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryRun).Assembly.Location);
        // Every tensor of some size is then mapped and unmapped on its own, on both sides: the figures are of what is in use, not of what allocators keep.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "65536";
        foreach (string argument in (string[])[Argument, workload, JsonSerializer.Serialize(ours), JsonSerializer.Serialize(theirs)])
            start.ArgumentList.Add(argument);
        using Process child = Process.Start(start) ?? throw new InvalidOperationException("The measurement of memory did not start.");
        string answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? JsonSerializer.Deserialize<MemoryUse>(answer)! : throw new InvalidOperationException($"The measurement of the memory of '{workload}' failed.");
    }

    /// <summary>In the child: measures both sides, one after the other, and answers.</summary>
    /// <param name="workloads">The works, on a batch (false) or on a single image (true).</param>
    /// <param name="arguments">What the parent said.</param>
    public static void Answer(Func<bool, IReadOnlyList<Func<IWorkload>>> workloads, string[] arguments)
    {
        JsonSerializer.Deserialize<Threads>(arguments[2]).Apply();
        var setting = JsonSerializer.Deserialize<PythonSetting>(arguments[3])!;
        using PythonWorker python = PythonWorker.Start();
        Peaks(workloads(true), arguments[1], python, setting);
        python.Unload();
        GC.Collect();
        (long ourBase, long theirBase) = (Resident.OfThisProcess().Now, python.Resident().Now);
        (long ourPeak, long theirPeak) = Peaks(workloads(false), arguments[1], python, setting);
        Console.WriteLine(JsonSerializer.Serialize(new MemoryUse(ourBase, ourPeak, theirBase, theirPeak)));
    }

    private static (long Ours, long Theirs) Peaks(IReadOnlyList<Func<IWorkload>> workloads, string name, PythonWorker python, PythonSetting setting)
    {
        using IWorkload workload = workloads.Select(make => make()).First(made => made.Name == name);
        workload.Prepare(python);
        python.Set(workload.Work, setting);
        GC.Collect();
        Resident.OfThisProcess(restart: true);
        for (int i = 0; i < Repetitions; i++)
            workload.Run();
        python.Resident(restart: true);
        python.Run(workload.Work, Repetitions);
        return (Resident.OfThisProcess().Peak, python.Resident().Peak);
    }
}

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TorchSharp;

namespace HierVQ.SideBySide;

/// <summary>What the numbers were measured on. Load is the number of processes that ran or waited in the minute before.</summary>
internal sealed record Machine(string Processor, int Cores, string Load, string System, string Runtime, string PackageStack, string OurTorch, string Python, string TheirTorch)
{
    /// <summary>Asks this machine and the worker.</summary>
    public static Machine Describe(PythonWorker python)
    {
        JsonObject theirs = python.Send("hello");
        return new Machine(ProcessorName(), Environment.ProcessorCount, LoadAverage(), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
            RepositoryPaths.PackageStack, torch.__version__, theirs["python"]!.GetValue<string>(), theirs["torch"]!.GetValue<string>());
    }

    private static string ProcessorName() => !File.Exists("/proc/cpuinfo") ? RuntimeInformation.ProcessArchitecture.ToString()
        : File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':', 2)[1].Trim();

    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace HierVQ.Examples;

/// <summary>What a run ran on.</summary>
public static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo", ProcessorName = "model name";

    /// <summary>Names and values that describe it.</summary>
    public static (string Name, string Value)[] Describe() =>
    [
        ("System", RuntimeInformation.OSDescription),
        ("Runtime", RuntimeInformation.FrameworkDescription),
        ("Processor", Processor()),
        ("Processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
    ];

    // Only Linux says it in a file.
    private static string Processor() => !File.Exists(ProcessorFile) ? RuntimeInformation.ProcessArchitecture.ToString() :
        File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith(ProcessorName, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
}

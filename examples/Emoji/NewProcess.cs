using System.Diagnostics;

namespace HierVQ.Examples.Emoji;

/// <summary>This program, started again.</summary>
internal static class NewProcess
{
    /// <summary>Runs this program with other arguments and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public static int Run(params string[] arguments)
    {
        string program = typeof(NewProcess).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, IsHost ? [program, .. arguments] : arguments))
            ?? throw new InvalidOperationException("The reporting process could not be started.");
        process.WaitForExit();
        return process.ExitCode;
    }

    // Either the dotnet host runs us, or our own executable does.
    private static bool IsHost => Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
}

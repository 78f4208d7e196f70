namespace HierVQ.Examples;

/// <summary>The command line of a program that runs trials.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Names">Of what; empty for all.</param>
/// <param name="Output">Where figures and pictures are kept.</param>
/// <param name="Docs">The folder of documents to bring up to date; null for none.</param>
public sealed record RunArguments(string Command, IReadOnlyList<string> Names, string Output, string? Docs)
{
    /// <summary>Reads a command line.</summary>
    /// <param name="args">The words.</param>
    /// <param name="program">The program, which names the folder of its output.</param>
    /// <exception cref="FormatException">It has an option that there is not, or one without its value.</exception>
    public static RunArguments Parse(string[] args, string program)
    {
        var words = new List<string>();
        var options = new Dictionary<string, string>();
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                words.Add(args[i]);
            else if (args[i] is not ("--output" or "--docs"))
                throw new FormatException($"There is no option {args[i]}.");
            else
                options[args[i]] = ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
        }
        string command = words.FirstOrDefault() ?? "";
        string folder = Path.Combine("artifacts", command == "quick" ? program + "-quick" : program);
        return new RunArguments(command, [.. words.Skip(1)], options.GetValueOrDefault("--output") ?? folder, options.GetValueOrDefault("--docs"));
    }
}

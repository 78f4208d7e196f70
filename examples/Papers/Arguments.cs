namespace HierVQ.Examples.Papers;

/// <summary>The command line.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Names">Which parts, or trials as part/trial; empty for all.</param>
/// <param name="Output">Where figures and pictures are kept.</param>
/// <param name="Docs">The folder of documents to bring up to date; null for none.</param>
internal sealed record Arguments(string Command, IReadOnlyList<string> Names, string Output, string? Docs)
{
    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It has an option that there is not, or one without its value.</exception>
    public static Arguments Parse(string[] args)
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
        string folder = Path.Combine("artifacts", command == "quick" ? "papers-quick" : "papers");
        return new Arguments(command, [.. words.Skip(1)], options.GetValueOrDefault("--output") ?? folder, options.GetValueOrDefault("--docs"));
    }
}

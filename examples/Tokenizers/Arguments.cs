using System.Globalization;

namespace HierVQ.Examples.Tokenizers;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    /// <summary>What to do.</summary>
    public required string Command { get; init; }

    /// <summary>Which variants.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Where models, figures and pictures are kept.</summary>
    public required string Output { get; init; }

    /// <summary>The folder of documents to bring up to date; null for none.</summary>
    public string? Docs { get; init; }

    /// <summary>Epochs of every variant; null for its own.</summary>
    public int? Epochs { get; init; }

    /// <summary>Weights of LPIPS; null for none.</summary>
    public string? Lpips { get; init; }

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
            else if (args[i] is not ("--output" or "--docs" or "--epochs" or "--lpips"))
                throw new FormatException($"There is no option {args[i]}.");
            else
                options[args[i]] = ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
        }
        string command = words.FirstOrDefault() ?? "";
        return new Arguments
        {
            Command = command,
            Names = [.. words.Skip(1)],
            Output = options.GetValueOrDefault("--output") ?? Path.Combine("artifacts", command == "quick" ? "tokenizers-quick" : "tokenizers"),
            Docs = options.GetValueOrDefault("--docs"),
            Epochs = options.TryGetValue("--epochs", out string? epochs) ? Number(epochs) : null,
            Lpips = options.GetValueOrDefault("--lpips"),
        };
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
        : throw new FormatException($"--epochs is '{text}'; it must be a number above 0.");
}

namespace HierVQ.Examples.Mnist;

/// <summary>The command line.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Data">Where the set is; null for the cache or npm.</param>
/// <param name="Output">The folder to write to.</param>
/// <param name="Docs">The folder of documents to bring up to date; null for none.</param>
internal sealed record Arguments(string Command, string? Data, string Output, string? Docs)
{
    private static readonly string[] s_commands = ["all", "train", "report", "quick"];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It has no command, an option that there is not, or one without its value.</exception>
    public static Arguments Parse(string[] args)
    {
        string? command = null, data = null, output = null, docs = null;
        for (int i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
            switch (args[i])
            {
                case "--data":
                    data = Value();
                    break;
                case "--output":
                    output = Value();
                    break;
                case "--docs":
                    docs = Value();
                    break;
                case var word when command is null && s_commands.Contains(word):
                    command = word;
                    break;
                case var word:
                    throw new FormatException($"'{word}' is none of the commands {string.Join(", ", s_commands)} and of the options --data, --output and --docs, or comes too often.");
            }
        }
        return command is null ? throw new FormatException("Say what to do.")
            : new Arguments(command, data, output ?? Path.Combine("artifacts", command == "quick" ? "mnist-quick" : "mnist"), docs);
    }
}

namespace HierVQ.Examples;

/// <summary>A program that runs trials and writes a page of them: its command line, and what it says when it is stopped.</summary>
public sealed class RunProgram
{
    /// <summary>Its name, which names the folder of its output.</summary>
    public required string Name { get; init; }

    /// <summary>What it says when it is asked for something else.</summary>
    public required string Usage { get; init; }

    /// <summary>Names all that can be run, one a line.</summary>
    public required Func<IEnumerable<string>> List { get; init; }

    /// <summary>Runs what has these names, or all for none, and says what failed.</summary>
    public required Func<Desk, IReadOnlyList<string>, IReadOnlyList<string>> Run { get; init; }

    /// <summary>Writes the page, and the documents in a folder where one is given.</summary>
    public required Action<Desk, string?> Page { get; init; }

    /// <summary>Does what a command line asks.</summary>
    /// <param name="args">Its words.</param>
    /// <returns>0 where all went well, 1 where something failed or was stopped, 2 for a command that there is not.</returns>
    public int Start(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return Do(RunArguments.Parse(args, Name), stop.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. The same command goes on from the checkpoint.");
            return 1;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine(e.Message + "\n\n" + Usage);
            return 2;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private int Do(RunArguments arguments, CancellationToken stop)
    {
        bool runs = arguments.Command is "all" or "quick" || (arguments.Command == "run" && arguments.Names.Count > 0);
        bool pages = arguments.Command is "all" or "quick" or "page";
        if (arguments.Command == "list")
        {
            foreach (string line in List())
                Console.WriteLine(line);
            return 0;
        }
        if (!runs && !pages)
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        using Pictures pictures = Pictures.Emoji();
        using var desk = new Desk(pictures, arguments.Command == "quick" ? Effort.Quick : Effort.Full, arguments.Output, stop);
        IReadOnlyList<string> failed = runs ? Run(desk, arguments.Command == "all" ? [] : arguments.Names) : [];
        if (pages)
            Page(desk, arguments.Docs);
        return failed.Count == 0 ? 0 : 1;
    }
}

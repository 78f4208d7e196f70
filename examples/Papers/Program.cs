using HierVQ.Examples;
using HierVQ.Examples.Papers;

const string Usage = """
    usage: dotnet run -c Release --project examples/Papers -- COMMAND [PARTS] [--output FOLDER] [--docs FOLDER]

      all            run every part that is not finished yet, then write the page
      run PARTS      run these parts, or single trials of them as part/trial
      page           write the page of what is finished
      quick          a few steps of every part and the page, into artifacts/papers-quick
      list           name the parts

    --output  where figures and pictures are kept; artifacts/papers unless it is given
    --docs    folder whose papers.md and images/papers all and page bring up to date; none unless it is given
    """;

RunArguments arguments;
try
{
    arguments = RunArguments.Parse(args, "papers");
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message + "\n\n" + Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    using Pictures pictures = Pictures.Emoji();
    switch (arguments.Command)
    {
        case "all":
            return Run(AllParts.Named([]), Effort.Full, page: true);
        case "run" when arguments.Names.Count > 0:
            return Run(AllParts.Named(arguments.Names), Effort.Full, page: false);
        case "quick":
            return Run(AllParts.Named(arguments.Names), Effort.Quick, page: true);
        case "page":
            using (var desk = new Desk(pictures, Effort.Full, arguments.Output, stop.Token))
                PageCommand.Run(desk, arguments.Docs);
            return 0;
        case "list":
            foreach (Part part in AllParts.List)
                Console.WriteLine($"{part.Name,-12} {part.Title}");
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }

    int Run(IReadOnlyList<(Part Part, string? Trial)> parts, Effort effort, bool page)
    {
        using var desk = new Desk(pictures, effort, arguments.Output, stop.Token);
        IReadOnlyList<string> failed = RunCommand.Run(parts, desk);
        if (page)
            PageCommand.Run(desk, arguments.Docs);
        return failed.Count == 0 ? 0 : 1;
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. The same command goes on from the checkpoint.");
    return 1;
}
catch (Exception e) when (e is IOException or InvalidOperationException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

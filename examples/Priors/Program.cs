using HierVQ.Examples;
using HierVQ.Examples.Priors;

const string Usage = """
    usage: dotnet run -c Release --project examples/Priors -- COMMAND [PRIORS] [--output FOLDER] [--docs FOLDER]

      all            train and show every prior that is not finished yet, then write the page
      run PRIORS     train and show these priors
      page           write the page of what is finished
      quick          a few steps of every prior and the page, into artifacts/priors-quick
      list           name the priors

    --output  where models, figures and pictures are kept; artifacts/priors unless it is given
    --docs    folder whose priors.md and images/priors all and page bring up to date; none unless it is given
    """;

RunArguments arguments;
try
{
    arguments = RunArguments.Parse(args, "priors");
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
            return Run(PriorKinds.All, Effort.Full, page: true);
        case "run" when arguments.Names.Count > 0:
            return Run(PriorKinds.Named(arguments.Names), Effort.Full, page: false);
        case "quick":
            return Run(PriorKinds.Named(arguments.Names), Effort.Quick, page: true);
        case "page":
            using (var desk = new Desk(pictures, Effort.Full, arguments.Output, stop.Token))
                PageCommand.Run(desk, arguments.Docs);
            return 0;
        case "list":
            foreach (PriorKind kind in PriorKinds.All)
                Console.WriteLine($"{kind.Name,-20} {kind.Title}: {kind.Paper}");
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }

    int Run(IReadOnlyList<PriorKind> kinds, Effort effort, bool page)
    {
        using var desk = new Desk(pictures, effort, arguments.Output, stop.Token);
        IReadOnlyList<string> failed = TrialRunner.Run([.. kinds.Select(kind => PriorShow.Of(desk, kind))], desk.Folder(""));
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

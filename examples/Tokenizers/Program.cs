using HierVQ.Examples;
using HierVQ.Examples.Tokenizers;

const string Usage = """
    usage: dotnet run -c Release --project examples/Tokenizers -- COMMAND [NAMES] [--output FOLDER] [--docs FOLDER] [--epochs N] [--lpips FILE]

      all            train and measure every variant that is not finished yet, then write the page
      run NAMES      train and measure the named variants
      speeds         measure the speeds of what is finished again, when nothing else runs
      page           write the page of what is finished
      quick          a few steps of every variant and the page, into artifacts/tokenizers-quick
      list           name the variants

    --output  where models, figures and pictures are kept; artifacts/tokenizers unless it is given
    --docs    folder whose tokenizers.md and images/tokenizers all and page bring up to date; none unless it is given
    --epochs  as many for every variant, instead of its own
    --lpips   weights of LPIPS (safetensors): adds a variant that learns by it
    """;

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
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
    var variants = new Variants(arguments.Lpips);
    switch (arguments.Command)
    {
        case "all":
            return Run(variants.All, Full(), page: true);
        case "run" when arguments.Names.Count > 0:
            return Run(variants.Named(arguments.Names), Full(), page: false);
        case "quick":
            return Run(variants.All, Workload.Quick, page: true);
        case "speeds":
            using (Pictures pictures = Pictures.Emoji())
                RunCommand.Time(variants, pictures, Full(), arguments.Output, stop.Token);
            return 0;
        case "page":
            PageCommand.Run(variants, arguments.Output, arguments.Docs);
            return 0;
        case "list":
            foreach (Variant variant in variants.All)
                Console.WriteLine($"{variant.Name,-20} {variant.Title}: {variant.Source}");
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }

    Workload Full() => Workload.Full with { Epochs = arguments.Epochs };

    int Run(IReadOnlyList<Variant> chosen, Workload workload, bool page)
    {
        IReadOnlyList<string> failed;
        using (Pictures pictures = Pictures.Emoji())
            failed = RunCommand.Run(chosen, pictures, workload, arguments.Output, stop.Token);
        if (page)
            PageCommand.Run(variants, arguments.Output, arguments.Docs);
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

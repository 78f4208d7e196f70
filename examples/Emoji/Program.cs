using HierVQ.Examples;
using HierVQ.Examples.Emoji;

const string Usage = """
    usage: dotnet run --project examples/Emoji -- COMMAND [OUTPUT]

      demo           train, then report in a new process; what build.sh demo runs
      train          train both stages on the emoji and save pipeline.zip
      report         load pipeline.zip and write metrics.json, sheets of pictures and report.html
      folder PATH    demo on your own pictures: PATH holds a folder of images for each category

    OUTPUT is the folder to write to: artifacts/demo unless it is given, artifacts/folder for your own pictures.
    """;

string command = args.ElementAtOrDefault(0) ?? "demo";
bool ownPictures = (command is "folder" or "report-folder") && args.Length > 1;
string output = args.ElementAtOrDefault(ownPictures ? 2 : 1) ?? Path.Combine("artifacts", ownPictures ? "folder" : "demo");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    switch (command)
    {
        case "demo":
            Train();
            return NewProcess.Run("report", output);
        case "folder" when ownPictures:
            Train();
            return NewProcess.Run("report-folder", args[1], output);
        case "train":
            Train();
            return 0;
        case "report":
        case "report-folder" when ownPictures:
            Report();
            return 0;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
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

Pictures Load() => ownPictures ? Pictures.Folder(args[1]) : Pictures.Emoji();

void Train()
{
    using Pictures pictures = Load();
    TrainCommand.Run(pictures, new OutputFiles(output), stop.Token);
}

void Report()
{
    using Pictures pictures = Load();
    ReportCommand.Run(pictures, new OutputFiles(output));
}

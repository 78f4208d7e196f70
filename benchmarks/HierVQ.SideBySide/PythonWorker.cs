using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HierVQ.Serialization;
using TorchSharp;

namespace HierVQ.SideBySide;

/// <summary>The PyTorch side, a process that answers one JSON line with another (benchmarks/pytorch/README.md).</summary>
internal sealed class PythonWorker : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    private readonly Process _process;
    private readonly DirectoryInfo _exchange = Directory.CreateTempSubdirectory("hiervq-side-by-side-");

    private PythonWorker(Process process) => _process = process;

    /// <summary>Starts the worker.</summary>
    /// <exception cref="FileNotFoundException">This machine has no Debian Python.</exception>
    public static PythonWorker Start()
    {
        if (!File.Exists(Interpreter))
            throw new FileNotFoundException($"The PyTorch side runs with {Interpreter} and the Debian package python3-torch; this machine has neither.", Interpreter);
        var start = new ProcessStartInfo(Interpreter, ["-u", Path.Combine(RepositoryPaths.Root, "benchmarks", "pytorch", "sidebyside.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} did not start.");
        return new PythonWorker(process);
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">The worker ended, or answered with an error.</exception>
    public JsonObject Send(string command, params (string Name, object? Value)[] fields)
    {
        var message = new JsonObject { ["command"] = command };
        foreach ((string name, object? value) in fields)
            message[name] = JsonSerializer.SerializeToNode(value);
        _process.StandardInput.WriteLine(message.ToJsonString());
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The Python worker ended at the command '{command}'. It needs {Interpreter} with the Debian package python3-torch.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is { } error ? throw new InvalidOperationException($"The Python worker answers '{command}' with: {error}") : answer;
    }

    /// <summary>Builds a stage's network over there with the weights of ours.</summary>
    public void Load(string stage, PythonModel model, object optimizer, torch.nn.Module weights)
    {
        string path = Exchange("weights");
        using (FileStream file = File.Create(path))
            ModelWeights.Write(weights, file);
        Send("load", ("stage", stage), ("kind", model.Kind), ("config", model.Config), ("optimizer", optimizer), ("weights", path));
    }

    /// <summary>Lets the worker let go of its networks and inputs.</summary>
    public void Unload() => Send("unload");

    /// <summary>Hands inputs over.</summary>
    public void Give(Dictionary<string, torch.Tensor> inputs)
    {
        string path = Exchange("inputs");
        using (FileStream file = File.Create(path))
            SafeTensorsWriter.Write(file, inputs);
        Send("give", ("path", path));
    }

    /// <summary>Runs a work.</summary>
    /// <returns>Means of the repetitions.</returns>
    public Elapsed Run(PythonWork work, int repetitions)
    {
        JsonObject answer = Send("run", [.. Fields(work), ("repeat", repetitions)]);
        return new Elapsed(answer["seconds"]!.AsArray().Average(seconds => seconds!.GetValue<double>()), answer["processor_seconds"]!.GetValue<double>() / repetitions);
    }

    /// <summary>Runs a work once and fetches what it gives.</summary>
    public Dictionary<string, torch.Tensor> Outputs(PythonWork work)
    {
        string path = Exchange("outputs");
        Send("run", [.. Fields(work), ("output", path)]);
        using SafeTensorsReader reader = SafeTensorsReader.Open(path);
        return reader.ReadAll();
    }

    /// <summary>Lets the worker find its best setting for a work, and keep it.</summary>
    public PythonSetting Tune(PythonWork work) => Send("tune", Fields(work))["setting"].Deserialize<PythonSetting>()!;

    /// <summary>Gives a work its setting.</summary>
    public void Set(PythonWork work, PythonSetting setting) => Send("set", [.. Fields(work), ("setting", setting)]);

    /// <summary>Bytes that the worker holds in memory.</summary>
    public Resident Resident(bool restart = false)
    {
        JsonObject answer = Send("resident", ("restart", restart));
        return new Resident(answer["now"]!.GetValue<long>(), answer["peak"]!.GetValue<long>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _exchange.Delete(recursive: true);
    }

    private string Exchange(string name) => Path.Combine(_exchange.FullName, name + ".safetensors");

    private static (string, object?)[] Fields(PythonWork work) => [("work", work.Name), .. work.Options.Select(option => (option.Name, (object?)option.Value))];
}

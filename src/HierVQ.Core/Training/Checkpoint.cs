using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HierVQ.Serialization;
using TorchSharp;

namespace HierVQ.Training;

/// <summary>
/// The state of a training in one safetensors file. It is written beside its place, flushed to the disk and then renamed, so that whatever
/// happens, the file of that name is a whole state: the last one or the one before. A training that goes on from it ends, on the same
/// machine, with the same weights, bit for bit, as one that was never interrupted.
/// </summary>
internal sealed class Checkpoint
{
    private const string Format = "2";
    private readonly string _file, _stage, _dataHash;
    private readonly JsonObject _options;
    private readonly TimeSpan _interval;
    private DateTime _written = DateTime.UtcNow;

    /// <summary>Names the checkpoint of a stage.</summary>
    /// <param name="folder">Its folder, made where it is not there.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="options">What the stage is trained with.</param>
    /// <param name="dataHash">A hash of what it is trained on.</param>
    public Checkpoint(string folder, string stage, TrainingOptions options, string dataHash)
    {
        Directory.CreateDirectory(folder);
        _file = Path.Combine(folder, $"{stage}.checkpoint.safetensors");
        (_stage, _dataHash, _interval) = (stage, dataHash, options.CheckpointInterval);
        _options = JsonSerializer.SerializeToNode(options, options.GetType())!.AsObject();
        // A training may go on under another limit: it does not change what a step does.
        _options.Remove(nameof(TrainingOptions.TimeLimit));
    }

    /// <summary>The file, if it is there.</summary>
    public string? ExistingFile => File.Exists(_file) ? _file : null;

    /// <summary>Writes the state if the last one is older than the interval.</summary>
    public void WriteIfDue(TrainingState state)
    {
        if (DateTime.UtcNow - _written >= _interval)
            Write(state);
    }

    /// <summary>Writes the state.</summary>
    public void Write(TrainingState state)
    {
        string unfinished = _file + ".unfinished";
        using (FileStream stream = File.Create(unfinished))
        {
            SafeTensorsWriter.Write(stream, state.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor), Describe(state));
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, _file, overwrite: true);
        _written = DateTime.UtcNow;
    }

    /// <summary>Brings the state to where the checkpoint left it; leaves it alone where there is none.</summary>
    /// <exception cref="InvalidOperationException">The checkpoint belongs to a training with other options or other data.</exception>
    /// <exception cref="SafeTensorsException">The file is damaged.</exception>
    public void Resume(TrainingState state)
    {
        if (!File.Exists(_file))
            return;
        using DisposeScope scope = torch.NewDisposeScope();
        using SafeTensorsReader reader = SafeTensorsReader.Open(_file);
        CheckSameTraining(reader.Metadata);
        Dictionary<string, torch.Tensor> saved = reader.ReadAll();
        if (saved.Keys.Any(name => name.StartsWith("best/", StringComparison.Ordinal)))
            state.KeepBest(0);
        Copy(saved, state.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor));
        Restore(state, reader.Metadata);
    }

    private static Dictionary<string, string> Values(TrainingState state) => new()
    {
        ["step"] = state.Step.ToString(CultureInfo.InvariantCulture),
        ["criticSteps"] = state.CriticSteps.ToString(CultureInfo.InvariantCulture),
        ["elapsed"] = state.Elapsed.ToString("c", CultureInfo.InvariantCulture),
        ["validation"] = state.Validation?.ToString("R", CultureInfo.InvariantCulture) ?? "",
        ["bestValidation"] = state.BestValidation.ToString("R", CultureInfo.InvariantCulture),
        ["epochsSinceBest"] = state.EpochsSinceBest.ToString(CultureInfo.InvariantCulture),
    };

    private static void Restore(TrainingState state, IReadOnlyDictionary<string, string> values)
    {
        state.Step = long.Parse(values["step"], CultureInfo.InvariantCulture);
        state.CriticSteps = long.Parse(values["criticSteps"], CultureInfo.InvariantCulture);
        state.Elapsed = state.ElapsedBefore = TimeSpan.Parse(values["elapsed"], CultureInfo.InvariantCulture);
        state.Validation = values["validation"] is { Length: > 0 } validation ? double.Parse(validation, CultureInfo.InvariantCulture) : null;
        state.BestValidation = double.Parse(values["bestValidation"], CultureInfo.InvariantCulture);
        state.EpochsSinceBest = int.Parse(values["epochsSinceBest"], CultureInfo.InvariantCulture);
    }

    private Dictionary<string, string> Describe(TrainingState state) => new(Values(state))
    {
        ["format"] = Format,
        ["stage"] = _stage,
        ["data"] = _dataHash,
        ["options"] = _options.ToJsonString(),
    };

    private void CheckSameTraining(IReadOnlyDictionary<string, string> saved)
    {
        string? format = saved.GetValueOrDefault("format");
        if (format != Format)
            throw Refusal(format is null ? "it is no checkpoint of a training" : $"its format is {format}, and this version reads {Format}");
        if (saved["stage"] != _stage)
            throw Refusal($"it is of stage {saved["stage"]}, not {_stage}");
        if (saved["data"] != _dataHash)
            throw Refusal("it was written while training on other data");
        JsonObject there = JsonNode.Parse(saved["options"])!.AsObject();
        foreach (string option in _options.Select(pair => pair.Key).Union(there.Select(pair => pair.Key)))
        {
            if (!JsonNode.DeepEquals(_options[option], there[option]))
                throw Refusal($"the option {option} is {there[option]?.ToJsonString() ?? "not set"} there and {_options[option]?.ToJsonString() ?? "not set"} here");
        }
    }

    private void Copy(Dictionary<string, torch.Tensor> saved, Dictionary<string, torch.Tensor> live)
    {
        string[] misfits = [.. live.Keys.Union(saved.Keys).Where(name =>
            !live.TryGetValue(name, out torch.Tensor? a) || !saved.TryGetValue(name, out torch.Tensor? b) || a.dtype != b.dtype || !a.shape.AsSpan().SequenceEqual(b.shape))];
        if (misfits.Length > 0)
            throw Refusal($"these tensors are not as this network has them: {string.Join(", ", misfits.Take(10))}{(misfits.Length > 10 ? $" and {misfits.Length - 10} more" : "")}");
        using var noGrad = torch.no_grad();
        foreach ((string name, torch.Tensor tensor) in live)
            tensor.copy_(saved[name]);
    }

    private InvalidOperationException Refusal(string reason) =>
        new($"The checkpoint '{_file}' cannot be continued: {reason}. Set CheckpointFolder to another folder, or delete the file to train from the start.");
}

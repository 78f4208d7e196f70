using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>The tensors of <see cref="Lpips"/> out of a safetensors file, checked as a whole before any is used.</summary>
internal sealed class LpipsWeights : IDisposable
{
    /// <summary>Where VGG16's convolutions stand in its sequence of layers, by the five stages between its poolings.</summary>
    internal static readonly int[][] Stages = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];

    // What images in [-1, 1] are brought by to the statistics of ImageNet that VGG16 was trained with.
    private static readonly float[] s_shift = [-0.030f, -0.088f, -0.188f], s_scale = [0.458f, 0.448f, 0.450f];
    private readonly Dictionary<string, Tensor> _tensors;

    private LpipsWeights(Dictionary<string, Tensor> tensors) => _tensors = tensors;

    /// <summary>Every tensor that the file must have.</summary>
    public static IEnumerable<string> Names => Stages.SelectMany((places, stage) => places
        .SelectMany(place => (string[])[WeightName(stage, place), BiasName(stage, place)])
        .Append(HeadName(stage)));

    public static string WeightName(int stage, int place) => $"net.slice{stage + 1}.{place}.weight";

    public static string BiasName(int stage, int place) => $"net.slice{stage + 1}.{place}.bias";

    public static string HeadName(int stage) => $"lin{stage}.model.1.weight";

    /// <summary>A tensor on the device, in single precision.</summary>
    public Tensor this[string name] => _tensors[name];

    /// <summary>(1, 3, 1, 1).</summary>
    public Tensor Shift => _tensors["scaling_layer.shift"];

    /// <summary>(1, 3, 1, 1).</summary>
    public Tensor Scale => _tensors["scaling_layer.scale"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafeTensorsException">The file is damaged, or tensors are missing, unknown or misshapen: all of them are listed.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static LpipsWeights Read(string file, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using SafeTensorsReader reader = SafeTensorsReader.Open(file);
        Check(reader.Entries, file);
        Dictionary<string, Tensor> tensors = reader.ReadAll();
        tensors.TryAdd("scaling_layer.shift", tensor(s_shift, [1, 3, 1, 1]));
        tensors.TryAdd("scaling_layer.scale", tensor(s_scale, [1, 3, 1, 1]));
        return new(tensors.ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float32).to(device, copy: true).DetachFromDisposeScope()));
    }

    /// <summary>Checks what the file's header says of its tensors, without reading them.</summary>
    /// <exception cref="SafeTensorsException">The file is damaged, or tensors are missing, unknown or misshapen: all of them are listed.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static void CheckFile(string file)
    {
        using SafeTensorsReader reader = SafeTensorsReader.Open(file);
        Check(reader.Entries, file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
    }

    private static void Check(IReadOnlyList<SafeTensorsEntry> entries, string file)
    {
        Dictionary<string, SafeTensorsEntry> there = entries.ToDictionary(entry => entry.Name);
        string[] missing = [.. Names.Where(name => !there.ContainsKey(name))];
        string[] unknown = [.. entries.Select(entry => entry.Name).Except(Names).Except(["scaling_layer.shift", "scaling_layer.scale"]).Select(SafeTensorsException.Shown)];
        string[] misfits = [.. Misfits(there)];
        if (missing.Length + unknown.Length + misfits.Length > 0)
            throw new SafeTensorsException(file, $"these are not the weights of LPIPS with VGG16.{Listed("missing", missing)}{Listed("unknown", unknown)}{Listed("of another type or shape", misfits)} docs/losses.md says how the file is made.");
    }

    // Each convolution must take what the one before gives; how many channels that are is the file's to say.
    private static IEnumerable<string> Misfits(Dictionary<string, SafeTensorsEntry> there)
    {
        long channels = 3;
        foreach ((int[] places, int stage) in Stages.Select((places, stage) => (places, stage)))
        {
            foreach (int place in places)
            {
                long outputs = there.TryGetValue(WeightName(stage, place), out SafeTensorsEntry? weight) && weight.Shape.Count == 4 ? weight.Shape[0] : -1;
                if (Misfit(there, WeightName(stage, place), outputs, channels, 3, 3) is { } misshapen)
                    yield return misshapen;
                if (Misfit(there, BiasName(stage, place), outputs) is { } bias)
                    yield return bias;
                channels = outputs;
            }
            if (Misfit(there, HeadName(stage), 1, channels, 1, 1) is { } head)
                yield return head;
        }
        foreach (string name in (string[])["scaling_layer.shift", "scaling_layer.scale"])
        {
            if (Misfit(there, name, 1, 3, 1, 1) is { } constant)
                yield return constant;
        }
    }

    // What is wrong with a tensor, if anything; -1 stands for a size that is not known because another tensor is wrong.
    private static string? Misfit(Dictionary<string, SafeTensorsEntry> there, string name, params ReadOnlySpan<long> shape)
    {
        if (!there.TryGetValue(name, out SafeTensorsEntry? entry))
            return null;
        bool fits = SafeTensorsTypes.IsFloat(entry.Type) && entry.Shape.Count == shape.Length;
        for (int i = 0; fits && i < shape.Length; i++)
            fits = shape[i] < 0 || (entry.Shape[i] == shape[i] && entry.Shape[i] > 0);
        return fits ? null : $"'{name}' is {entry.Described}, not a floating-point [{string.Join(", ", shape.ToArray()).Replace("-1", "any")}]";
    }

    private static string Listed(string kind, string[] problems) =>
        problems.Length == 0 ? "" : $" {problems.Length} {kind}: {string.Join("; ", problems)}.";
}

using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>Puts a file's weights into a network by a map of names, all or nothing.</summary>
internal static class WeightImport
{
    /// <summary>Problems of one kind that a message lists by name; further ones are counted.</summary>
    private const int MostListed = 20;

    /// <summary>Loads weights under the names of a reference implementation or, where a file has just these, under our own.</summary>
    /// <param name="module">The network, on any device.</param>
    /// <param name="published">The reference implementation's names; null where there are none.</param>
    /// <param name="stream">The file, which must seek; disposed of here.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="dictionary">The dictionary in a PyTorch file; null to find it.</param>
    /// <param name="prefix">What the network's names begin with in the file; null to find it.</param>
    public static void Load(nn.Module module, NameMap? published, Stream stream, string source, string? dictionary, string? prefix)
    {
        using (stream)
        {
            HashSet<string> names = [.. module.state_dict().Keys];
            NameMap own = new NameMap("HierVQ", names.First()).Same("*");
            published ??= own;
            using WeightFile file = WeightFile.Open(stream, source, dictionary, published.Anchor);
            if (names.SetEquals(file.Weights.Select(weight => weight.Name)))
                Load(module, own, file, prefix: "", source);
            else
                Load(module, published, file, prefix, source);
        }
    }

    /// <summary>Loads weights. The network changes only after every name, type and shape has been checked and the last byte read.</summary>
    /// <param name="module">The network, on any device.</param>
    /// <param name="map">The names.</param>
    /// <param name="file">The file.</param>
    /// <param name="prefix">What the network's names begin with in the file; null to find it.</param>
    /// <param name="source">What messages call the file.</param>
    /// <exception cref="PublishedWeightsException">Names are missing, unknown, of another type or shape, or differ where they must be equal: all are listed.</exception>
    public static void Load(nn.Module module, NameMap map, WeightFile file, string? prefix, string source)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Dictionary<string, Tensor> weights = module.state_dict();
        Dictionary<string, (string Target, WeightForm Form)> plan = Plan(weights, map, file, prefix, source);
        Dictionary<string, Tensor> read = Read(plan, file, source);
        foreach ((string target, Tensor tensor) in read)
            weights[target].copy_(tensor);
    }

    private static Dictionary<string, (string Target, WeightForm Form)> Plan(
        Dictionary<string, Tensor> weights, NameMap map, WeightFile file, string? prefix, string source)
    {
        prefix ??= WeightPrefix.Find(file.Weights.Select(weight => weight.Name), map, source);
        var missing = new SortedSet<string>(weights.Keys, StringComparer.Ordinal);
        var unknown = new List<string>();
        var misfits = new List<string>();
        var plan = new Dictionary<string, (string Target, WeightForm Form)>();
        foreach (FileWeight weight in file.Weights.Where(weight => weight.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            bool known = map.TryMap(weight.Name[prefix.Length..], out string? target, out WeightForm form);
            if (known && target is null)
                continue;
            if (!known || !weights.TryGetValue(target!, out Tensor? ours))
            {
                unknown.Add(SafeTensorsException.Shown(weight.Name));
                continue;
            }
            missing.Remove(target!);
            plan.Add(weight.Name, (target!, form));
            bool converts = weight.Type == ours.dtype || (SafeTensorsTypes.IsFloat(weight.Type) && SafeTensorsTypes.IsFloat(ours.dtype));
            if (!converts || form.Shape(weight.Shape) is not { } shape || !shape.SequenceEqual(ours.shape))
                misfits.Add($"'{weight.Name}' is {Described(weight.Type, weight.Shape)}, for '{target}' {Described(ours.dtype, ours.shape)}");
        }
        string problems = Listed("missing", [.. missing]) + Listed("unknown", unknown) + Listed("of another type or shape", misfits);
        return problems.Length == 0 ? plan : throw new PublishedWeightsException(source,
            $"the weights of {map.Family} are not those of a network of these options.{problems} Nothing was loaded.");
    }

    private static Dictionary<string, Tensor> Read(Dictionary<string, (string Target, WeightForm Form)> plan, WeightFile file, string source)
    {
        var read = new Dictionary<string, Tensor>();
        var differing = new List<string>();
        foreach ((string name, Tensor tensor) in file.Read(plan.Keys.ToHashSet()))
        {
            (string target, WeightForm form) = plan[name];
            Tensor formed = form.Apply(tensor);
            if (!read.TryAdd(target, formed) && !read[target].Equals(formed))
                differing.Add($"'{name}' for '{target}'");
        }
        return differing.Count == 0 ? read : throw new PublishedWeightsException(source,
            $"weights that stand for one and the same here differ.{Listed("unlike the first", differing)} Nothing was loaded.");
    }

    private static string Described(ScalarType type, IEnumerable<long> shape) => $"{SafeTensorsTypes.NameOf(type)} [{string.Join(", ", shape)}]";

    private static string Listed(string kind, IReadOnlyList<string> problems) => problems.Count switch
    {
        0 => "",
        <= MostListed => $" {problems.Count} {kind}: {string.Join("; ", problems)}.",
        _ => $" {problems.Count} {kind}: {string.Join("; ", problems.Take(MostListed))} and {problems.Count - MostListed} more.",
    };
}

using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>The weights of one dictionary in a PyTorch file: the file itself, its <c>state_dict</c>, or another that is asked for.</summary>
internal sealed class TorchWeightFile : WeightFile
{
    /// <summary>Dictionaries in dictionaries that are looked into.</summary>
    private const int Deepest = 3;

    private readonly TorchArchive _archive;
    private readonly TorchDictionary _weights;

    public TorchWeightFile(Stream stream, string source, string? dictionary, string anchor)
    {
        _archive = TorchArchive.Open(stream, source);
        Dictionary<string, TorchDictionary> found = [];
        if (_archive.Content is TorchDictionary all)
            Collect(all, "", found, []);
        _weights = Chosen(found, source, dictionary, anchor);
        Weights = [.. Tensors.Select(pair => new FileWeight(pair.Name, pair.Tensor.Type, pair.Tensor.Shape))];
    }

    public override IReadOnlyList<FileWeight> Weights { get; }

    private IEnumerable<(string Name, TorchTensor Tensor)> Tensors => _weights
        .Where(pair => pair is { Key: string, Value: TorchTensor })
        .Select(pair => ((string)pair.Key!, (TorchTensor)pair.Value!));

    public override IEnumerable<(string Name, Tensor Tensor)> Read(IReadOnlySet<string> names)
    {
        foreach ((string name, TorchTensor tensor) in Tensors)
        {
            if (names.Contains(name))
                yield return (name, _archive.Read(tensor));
        }
    }

    public override void Dispose() => _archive.Dispose();

    // A dictionary may hold itself, or many others many times.
    private static void Collect(TorchDictionary dictionary, string path, Dictionary<string, TorchDictionary> found, HashSet<TorchDictionary> seen)
    {
        if (!seen.Add(dictionary))
            return;
        if (dictionary.Any(pair => pair is { Key: string, Value: TorchTensor }))
            found.Add(path, dictionary);
        foreach ((object? key, object? value) in dictionary)
        {
            if (key is string name && value is TorchDictionary inner && path.Count(sign => sign == '/') < Deepest)
                Collect(inner, path.Length == 0 ? name : $"{path}/{name}", found, seen);
        }
    }

    private static TorchDictionary Chosen(Dictionary<string, TorchDictionary> found, string source, string? wanted, string anchor)
    {
        if (wanted is not null)
        {
            return found.GetValueOrDefault(wanted) ?? throw new PublishedWeightsException(source,
                $"it has no dictionary {TorchArchiveException.Shown(wanted)} of tensors. There {(found.Count == 1 ? "is" : "are")} {Listed(found.Keys)}.");
        }
        string[] fitting = [.. found.Where(pair => pair.Value.Any(entry => entry is { Key: string name, Value: TorchTensor } && WeightPrefix.EndsWith(name, anchor))).Select(pair => pair.Key)];
        return fitting switch
        {
            [] => throw new PublishedWeightsException(source, $"no dictionary in it has a weight '{anchor}'. Dictionaries of tensors: {Listed(found.Keys)}."),
            [var only] => found[only],
            _ when fitting.Contains("") => found[""],
            // What the reference's own programs take, unless told otherwise.
            _ when fitting.Contains("state_dict") => found["state_dict"],
            _ => throw new PublishedWeightsException(source, $"the weights could be those of {Listed(fitting)}: say which dictionary."),
        };
    }

    private static string Listed(IEnumerable<string> names)
    {
        string listed = string.Join(", ", names.Take(20).Select(name => name.Length == 0 ? "the file itself" : TorchArchiveException.Shown(name)));
        return listed.Length == 0 ? "none" : listed;
    }
}

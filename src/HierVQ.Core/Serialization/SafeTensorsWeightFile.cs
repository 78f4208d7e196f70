using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>The weights of a safetensors file.</summary>
internal sealed class SafeTensorsWeightFile : WeightFile
{
    private readonly SafeTensorsReader _reader;

    public SafeTensorsWeightFile(Stream stream, string source)
    {
        _reader = new SafeTensorsReader(stream, source);
        Weights = [.. _reader.Entries.Select(entry => new FileWeight(entry.Name, entry.Type, entry.Shape))];
    }

    public override IReadOnlyList<FileWeight> Weights { get; }

    public override IEnumerable<(string Name, Tensor Tensor)> Read(IReadOnlySet<string> names)
    {
        foreach (SafeTensorsEntry entry in _reader.Entries)
        {
            if (names.Contains(entry.Name))
                yield return (entry.Name, _reader.ReadTensor());
            else
                _reader.SkipTensor();
        }
    }

    public override void Dispose() => _reader.Dispose();
}

using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>The parameters and buffers of a network as one safetensors file, under the names of its state dictionary.</summary>
public static class ModelWeights
{
    /// <summary>Problems of one kind that a message lists by name; further ones are counted.</summary>
    private const int MostListed = 20;

    /// <summary>Writes every parameter and persistent buffer of <paramref name="module"/>.</summary>
    /// <param name="module">The network, on any device.</param>
    /// <param name="stream">Where to; it need not seek, and stays open.</param>
    /// <param name="metadata">Notes to keep with the weights, text by key.</param>
    public static void Write(nn.Module module, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        SafeTensorsWriter.Write(stream, module.state_dict(), metadata);
    }

    /// <summary>
    /// Reads weights into <paramref name="module"/>, in place and on its device, all or nothing: unless every name and shape fits and
    /// every byte has been read, the network keeps what it had. Floating-point types are converted.
    /// </summary>
    /// <param name="module">The network.</param>
    /// <param name="stream">The safetensors stream, which stays open.</param>
    /// <param name="source">What messages call the stream: a file or an archive's entry.</param>
    /// <param name="length">Bytes that the stream holds, where that is known and the stream itself does not say.</param>
    /// <exception cref="SafeTensorsException">The stream breaks the format or is cut short, or names are missing, unknown or of another shape; all of them are listed.</exception>
    public static void Read(nn.Module module, Stream stream, string source = "weights.safetensors", long? length = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var scope = NewDisposeScope();
        using var reader = new SafeTensorsReader(stream, source, length, leaveOpen: true);
        Dictionary<string, Tensor> weights = module.state_dict();
        Check(weights, reader.Entries, source);
        Dictionary<string, Tensor> read = reader.ReadAll();
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor tensor) in read)
            weights[name].copy_(tensor);
    }

    /// <summary>SHA-256 over the weights as <see cref="Write"/> gives them without metadata, in lower-case hexadecimal digits.</summary>
    public static string Hash(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            Write(module, stream);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static void Check(Dictionary<string, Tensor> weights, IReadOnlyList<SafeTensorsEntry> entries, string source)
    {
        var missing = new SortedSet<string>(weights.Keys, StringComparer.Ordinal);
        var unknown = new List<string>();
        var misfits = new List<string>();
        foreach (SafeTensorsEntry entry in entries)
        {
            if (!weights.TryGetValue(entry.Name, out Tensor? weight))
            {
                unknown.Add(SafeTensorsException.Shown(entry.Name));
                continue;
            }
            missing.Remove(entry.Name);
            bool converts = entry.Type == weight.dtype || (SafeTensorsTypes.IsFloat(entry.Type) && SafeTensorsTypes.IsFloat(weight.dtype));
            if (!converts || !entry.Shape.SequenceEqual(weight.shape))
                misfits.Add($"'{entry.Name}' is {entry.Described}, not {SafeTensorsTypes.NameOf(weight.dtype)} [{string.Join(", ", weight.shape)}]");
        }
        string problems = Listed("missing", [.. missing]) + Listed("unknown", unknown) + Listed("of another type or shape", misfits);
        if (problems.Length > 0)
            throw new SafeTensorsException(source, $"the weights are not those of this network.{problems} Nothing was loaded.");
    }

    private static string Listed(string kind, IReadOnlyList<string> problems) => problems.Count switch
    {
        0 => "",
        <= MostListed => $" {problems.Count} {kind}: {string.Join("; ", problems)}.",
        _ => $" {problems.Count} {kind}: {string.Join("; ", problems.Take(MostListed))} and {problems.Count - MostListed} more.",
    };
}

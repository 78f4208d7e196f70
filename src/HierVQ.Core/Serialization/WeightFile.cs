using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>A flat dictionary of named weights in a file of any of the formats that are read.</summary>
internal abstract class WeightFile : IDisposable
{
    /// <summary>What is in the file, without the numbers.</summary>
    public abstract IReadOnlyList<FileWeight> Weights { get; }

    /// <summary>Opens a file by what is in it, not by how it is called: a zip is PyTorch's, anything else must be safetensors.</summary>
    /// <param name="stream">The file, which must seek; owned from here on.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="dictionary">The dictionary in a PyTorch file, its keys joined by '/'; null to find it.</param>
    /// <param name="anchor">A name, after any prefix, that the dictionary must have.</param>
    /// <exception cref="TorchArchiveException">A PyTorch file is damaged or not plain data.</exception>
    /// <exception cref="SafeTensorsException">A safetensors file is damaged.</exception>
    /// <exception cref="PublishedWeightsException">No dictionary, or several, could be meant.</exception>
    public static WeightFile Open(Stream stream, string source, string? dictionary, string anchor)
    {
        try
        {
            Span<byte> first = stackalloc byte[4];
            int count = stream.ReadAtLeast(first, 4, throwOnEndOfStream: false);
            stream.Position = 0;
            bool isTorch = first[..count].StartsWith("PK\x03\x04"u8) || first[..count].StartsWith((ReadOnlySpan<byte>)[0x80, 2]);
            if (!isTorch && dictionary is not null)
                throw new PublishedWeightsException(source, $"the dictionary '{dictionary}' was asked for, but a safetensors file has none.");
            return isTorch ? new TorchWeightFile(stream, source, dictionary, anchor) : new SafeTensorsWeightFile(stream, source);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the weights of the names, one after the other; the caller owns each.</summary>
    public abstract IEnumerable<(string Name, Tensor Tensor)> Read(IReadOnlySet<string> names);

    /// <inheritdoc/>
    public abstract void Dispose();
}

using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

/// <summary>Writes tensors as torch.save would.</summary>
internal static class TorchFile
{
    /// <summary>A file whose content is a dictionary of tensors, itself inside dictionaries of the given names.</summary>
    public static MemoryStream Write(IReadOnlyDictionary<string, Tensor> tensors, params string[] inside)
    {
        var pickle = new PickleBuilder();
        var storages = new List<(string, byte[])>();
        foreach (string name in inside)
            pickle.Raw('}').Text(name);
        pickle.Global("collections", "OrderedDict").Raw(')').Raw('R');
        foreach ((string name, Tensor tensor) in tensors)
        {
            Assert.AreEqual(ScalarType.Float32, tensor.dtype);
            string key = storages.Count.ToString();
            pickle.Text(name).Tensor(key, tensor.NumberOfElements, tensor.shape).Raw('s');
            using DisposeScope scope = NewDisposeScope();
            storages.Add((key, tensor.contiguous().bytes.ToArray()));
        }
        foreach (string _ in inside)
            pickle.Raw('s');
        return new MemoryStream(ZipBuilder.Torch(pickle.Done(), [.. storages]));
    }
}

using HierVQ.Layers;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class ModelWeightsTests
{
    [TestMethod]
    public void Weights_written_are_weights_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module from = Block(1), into = Block(2);
        Assert.AreNotEqual(ModelWeights.Hash(from), ModelWeights.Hash(into));
        byte[] file = Write(from);
        ModelWeights.Read(into, new ForwardOnlyStream(file, 1000));
        Assert.AreEqual(ModelWeights.Hash(from), ModelWeights.Hash(into));
        CollectionAssert.AreEqual(file, Write(into));
        Assert.MatchesRegex("^[0-9a-f]{64}$", ModelWeights.Hash(from));
    }

    [TestMethod]
    public void Half_precision_weights_are_converted()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module from = Block(1), into = Block(2);
        ModelWeights.Read(into, new MemoryStream(Write(from.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float16)))));
        foreach ((string name, Tensor weight) in into.state_dict())
        {
            Assert.AreEqual(ScalarType.Float32, weight.dtype);
            Assert.IsTrue(allclose(from.state_dict()[name], weight, 1e-3, 1e-3), name);
        }
    }

    [TestMethod]
    public void All_problems_are_listed_at_once_and_nothing_is_loaded()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module module = Block(1);
        string before = ModelWeights.Hash(module);
        Dictionary<string, Tensor> weights = Block(2).state_dict();
        weights.Remove("conv1.bias");
        weights.Remove("norm1.weight");
        weights["stranger"] = zeros(1);
        weights["conv2.bias"] = zeros(7);
        weights["norm2.bias"] = zeros(64, dtype: ScalarType.Int64);
        var refused = Assert.ThrowsExactly<SafeTensorsException>(() => ModelWeights.Read(module, new MemoryStream(Write(weights)), "model.zip/weights"));
        foreach (string part in (string[])["model.zip/weights: ", "2 missing: conv1.bias; norm1.weight.", "1 unknown: 'stranger'.", "'conv2.bias' is F32 [7], not F32 [64]", "'norm2.bias' is I64 [64], not F32 [64]"])
            Assert.Contains(part, refused.Message);
        Assert.AreEqual(before, ModelWeights.Hash(module));
    }

    [TestMethod]
    public void A_stream_cut_short_loads_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using nn.Module module = Block(1), other = Block(2);
        string before = ModelWeights.Hash(module);
        byte[] file = Write(other);
        for (int length = 0; length < file.Length; length += 997)
        {
            byte[] cut = file[..length];
            Assert.ThrowsExactly<SafeTensorsException>(() => ModelWeights.Read(module, new MemoryStream(cut)));
            Assert.ThrowsExactly<SafeTensorsException>(() => ModelWeights.Read(module, new ForwardOnlyStream(cut, 1000)));
        }
        Assert.AreEqual(before, ModelWeights.Hash(module));
    }

    [TestMethod]
    public void Reading_writing_and_hashing_leak_nothing()
    {
        using nn.Module module = Block(1);
        byte[] file = Write(module);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            ModelWeights.Read(module, new MemoryStream(file));
            ModelWeights.Hash(module);
            Write(module);
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static ResidualBlock Block(ulong seed)
    {
        using var init = new Generator(seed);
        return new ResidualBlock(32, 64, new LayerContext(CPU, init));
    }

    private static byte[] Write(nn.Module module)
    {
        using var stream = new MemoryStream();
        ModelWeights.Write(module, stream);
        return stream.ToArray();
    }

    private static byte[] Write(Dictionary<string, Tensor> weights)
    {
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, weights);
        return stream.ToArray();
    }
}

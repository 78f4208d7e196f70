using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class WeightImportTests
{
    private static readonly NameMap Map = new NameMap("somewhere", "layer.weight") { Prefixes = ["net."] }
        .Drop("loss.*")
        .To("layer.*", "encoder.*")
        .To("books.#.weight", "table.weight", WeightForm.WithoutLastRow)
        .To("turned", "table.weight", WeightForm.Transposed)
        .Same("steps");

    [TestMethod]
    public void Weights_come_in_by_name_shortened_turned_converted_and_shared()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = arange(10, dtype: ScalarType.Float16).view(5, 2);
        foreach (Dictionary<string, Tensor> book in (Dictionary<string, Tensor>[])
        [
            new() { ["books.0.weight"] = rows, ["books.1.weight"] = rows.clone() },
            new() { ["turned"] = rows.narrow(0, 0, 4).t() },
        ])
        {
            using var network = new TwoBooks();
            Load(network, new(book) { ["layer.weight"] = ones(3, 2), ["layer.bias"] = full(3, 2), ["steps"] = full(1, 6, dtype: ScalarType.Int64), ["loss.x"] = zeros(7) });
            Dictionary<string, Tensor> state = network.state_dict();
            Assert.IsTrue(state["table.weight"].Equals(arange(8, dtype: ScalarType.Float32).view(4, 2)));
            Assert.IsTrue(state["encoder.weight"].Equals(ones(3, 2)) && state["encoder.bias"].Equals(full(3, 2)));
            Assert.AreEqual(6L, state["steps"].item<long>());
        }
    }

    [TestMethod]
    public void Only_the_network_behind_the_prefix_counts()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TwoBooks();
        Dictionary<string, Tensor> weights = new() { ["discriminator.x"] = ones(1) };
        foreach (string prefix in (string[])["net.", "other."])
        {
            (weights[prefix + "layer.weight"], weights[prefix + "layer.bias"]) = (full(3, 2, prefix.Length), ones(3));
            (weights[prefix + "turned"], weights[prefix + "steps"]) = (ones(2, 4), zeros(1, dtype: ScalarType.Int64));
        }
        Load(network, weights);
        Assert.IsTrue(network.state_dict()["encoder.weight"].Equals(full(3, 2, 4)));
        Load(network, weights, prefix: "other.");
        Assert.IsTrue(network.state_dict()["encoder.weight"].Equals(full(3, 2, 6)));
    }

    [TestMethod]
    public void All_problems_are_listed_at_once_and_nothing_is_loaded()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TwoBooks();
        string before = ModelWeights.Hash(network);
        var refused = Assert.ThrowsExactly<PublishedWeightsException>(() => Load(network, new()
        {
            ["layer.weight"] = ones(3, 2),
            ["layer.scale"] = ones(3),
            ["stranger"] = ones(1),
            ["books.0.weight"] = ones(4, 2),
            ["turned"] = ones(2, 4, dtype: ScalarType.Int64),
        }));
        foreach (string part in (string[])
        [
            "file: the weights of somewhere are not those of a network of these options.", "2 missing: encoder.bias; steps.", "2 unknown: 'layer.scale'; 'stranger'.",
            "'books.0.weight' is F32 [4, 2], for 'table.weight' F32 [4, 2]", "'turned' is I64 [2, 4], for 'table.weight' F32 [4, 2]", "Nothing was loaded.",
        ])
            Assert.Contains(part, refused.Message);
        Assert.AreEqual(before, ModelWeights.Hash(network));
    }

    [TestMethod]
    public void Names_of_one_and_the_same_must_be_equal()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TwoBooks();
        string before = ModelWeights.Hash(network);
        Tensor other = ones(5, 2);
        other[1, 1] = 3;
        Assert.Contains("unlike the first: 'books.1.weight' for 'table.weight'", Assert.ThrowsExactly<PublishedWeightsException>(() =>
            Load(network, new() { ["layer.weight"] = ones(3, 2), ["layer.bias"] = ones(3), ["steps"] = zeros(1, dtype: ScalarType.Int64), ["books.0.weight"] = ones(5, 2), ["books.1.weight"] = other })).Message);
        Assert.AreEqual(before, ModelWeights.Hash(network));
    }

    [TestMethod]
    public void Loading_leaks_nothing_fitting_or_not()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new TwoBooks();
        Dictionary<string, Tensor> right = new() { ["layer.weight"] = ones(3, 2), ["layer.bias"] = ones(3), ["turned"] = ones(2, 4), ["steps"] = zeros(1, dtype: ScalarType.Int64), ["loss.a"] = ones(4) };
        Dictionary<string, Tensor> wrong = new(right) { ["books.0.weight"] = zeros(5, 2) };
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 4; i++)
        {
            Load(network, right);
            Assert.ThrowsExactly<PublishedWeightsException>(() => Load(network, wrong));
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void The_dictionary_in_a_PyTorch_file_is_found_or_asked_for()
    {
        using (WeightFile file = Open("state_dict.pt"))
            Assert.HasCount(7, file.Weights);
        // state_dict and state_dict_ema both fit: the reference's programs take the first.
        using (WeightFile file = Open("checkpoint.pt"))
            Assert.AreEqual(1, Batches(file));
        using (WeightFile file = Open("checkpoint.pt", "state_dict_ema"))
            Assert.AreEqual(2, Batches(file));
        Assert.Contains("no dictionary 'ema' of tensors. There are the file itself, 'state_dict', 'state_dict_ema'.",
            Assert.ThrowsExactly<PublishedWeightsException>(() => Open("checkpoint.pt", "ema")).Message);
        Assert.Contains("no dictionary in it has a weight 'conv.weight'", Assert.ThrowsExactly<PublishedWeightsException>(() => Open("views.pt")).Message);
        Assert.Contains("was asked for, but a safetensors file has none",
            Assert.ThrowsExactly<PublishedWeightsException>(() => WeightFile.Open(new MemoryStream(new byte[100]), "file", "state_dict", "x")).Message);
    }

    private static long Batches(WeightFile file)
    {
        using DisposeScope scope = NewDisposeScope();
        return file.Read(new HashSet<string> { "norm.num_batches_tracked" }).Single().Tensor.item<long>();
    }

    private static WeightFile Open(string name, string? dictionary = null) =>
        WeightFile.Open(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "torch", name)), name, dictionary, "conv.weight");

    private static void Load(TwoBooks network, Dictionary<string, Tensor> weights, string? prefix = null)
    {
        var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, weights);
        stream.Position = 0;
        using WeightFile file = WeightFile.Open(stream, "file", null, Map.Anchor);
        WeightImport.Load(network, Map, file, prefix, "file");
    }
}

using System.Numerics;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class TorchArchiveTests
{
    private static readonly byte[] SixFloats = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    [TestMethod]
    public void A_state_dictionary_of_PyTorch_is_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchArchive archive = TorchArchive.Open(Data("state_dict.pt"));
        var state = (TorchDictionary)archive.Content!;
        CollectionAssert.AreEqual(
            (string[])["conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"],
            state.Select(pair => pair.Key).ToArray());
        Assert.AreEqual("F32 [4, 3, 3, 3]", state["conv.weight"]!.ToString());
        Assert.IsTrue(archive.Read((TorchTensor)state["conv.weight"]!).Equals(arange(108, dtype: ScalarType.Float32).view(4, 3, 3, 3)));
        Assert.AreEqual(0L, archive.Read((TorchTensor)state["norm.num_batches_tracked"]!).item<long>());
    }

    [TestMethod]
    public void Containers_and_values_of_a_checkpoint_are_read()
    {
        using TorchArchive archive = TorchArchive.Open(Data("checkpoint.pt"));
        var all = (TorchDictionary)archive.Content!;
        Assert.AreEqual(3L, all["epoch"]);
        Assert.AreEqual(BigInteger.Pow(2, 80), all["big"]);
        Assert.AreEqual("F32 [4]", all["weight"]!.ToString());
        var notes = (List<object?>)all["notes"]!;
        CollectionAssert.AreEqual((object?[])["a", 1.5, null, true], notes[..4]);
        CollectionAssert.AreEqual((object?[])[1L, -2L], (object?[])notes[4]!);
        var first = (TorchDictionary)((TorchDictionary)((TorchDictionary)all["optimizer"]!)["state"]!).First().Value!;
        Assert.AreEqual("F32 [4, 3, 3, 3]", first["exp_avg"]!.ToString());
    }

    [TestMethod]
    public void Views_of_one_storage_are_read_with_their_offsets_and_strides()
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchArchive archive = TorchArchive.Open(Data("views.pt"));
        Tensor numbers = arange(24, dtype: ScalarType.Float32);
        foreach ((string name, Tensor expected) in new (string, Tensor)[]
        {
            ("whole", numbers), ("again", numbers), ("tail", numbers.narrow(0, 12, 12).view(3, 4)), ("turned", numbers.view(4, 6).t()),
            ("every", tensor((float[])[1, 6, 11, 16, 21])), ("last", numbers.view(2, 3, 4).select(2, 3)), ("none", empty(0, 3)), ("scalar", tensor(7f)),
        })
        {
            Tensor read = archive.Read((TorchTensor)((TorchDictionary)archive.Content!)[name]!);
            CollectionAssert.AreEqual(expected.shape, read.shape, name);
            Assert.IsTrue(read.is_contiguous(), name);
            Assert.IsTrue(read.Equals(expected), name);
        }
    }

    [TestMethod]
    public void Every_element_type_is_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchArchive archive = TorchArchive.Open(Data("types.pt"));
        var types = (TorchDictionary)archive.Content!;
        CollectionAssert.AreEqual(
            (string[])["F64 [3]", "F32 [3]", "F16 [3]", "BF16 [3]", "I64 [3]", "I32 [3]", "I16 [3]", "I8 [3]", "U8 [3]", "BOOL [3]"],
            types.Select(pair => pair.Value!.ToString()).ToArray());
        foreach ((_, object? value) in types)
            Assert.IsTrue(archive.Read((TorchTensor)value!).to(ScalarType.Float32).Equals(tensor((float[])[0, 1, 1])));
    }

    [TestMethod]
    public void Settings_are_read_as_a_dictionary()
    {
        using TorchArchive archive = TorchArchive.Open(Data("namespace.pt"));
        var settings = (TorchDictionary)((TorchDictionary)archive.Content!)["hyper_parameters"]!;
        Assert.AreEqual(0.1, settings["lr"]);
        Assert.HasCount(1, settings);
    }

    [TestMethod]
    public void Settings_are_made_of_names_and_values_alone()
    {
        PickleBuilder Namespace() => new PickleBuilder().Global("argparse", "Namespace");
        Refused("no class of settings, or with arguments", Namespace().Raw('N').Raw(0x85).Raw(0x81).Done());
        Refused("no class of settings", new PickleBuilder().Global("collections", "OrderedDict").Raw(')').Raw(0x81).Done());
        Refused("calls what is no function", Namespace().Raw(')').Raw('R').Done());
        Refused("where a value belongs", Namespace().Done());
        Refused("other than a dictionary", Namespace().Raw(')').Raw(0x81).Raw('N').Raw('b').Done());
        Refused("'lr' twice", Namespace().Raw(')').Raw(0x81).Raw('}').Text("lr").Int(1).Raw('s').Raw('b').Raw('}').Text("lr").Int(2).Raw('s').Raw('b').Done());
    }

    [TestMethod]
    [DataRow("system.pt", "posix.system")]
    [DataRow("module.pt", "torch.nn.modules.container.Sequential")]
    public void A_class_or_function_is_refused_by_name_with_the_remedy(string file, string name)
    {
        var refused = Assert.ThrowsExactly<TorchArchiveException>(() => TorchArchive.Open(Data(file)));
        foreach (string part in (string[])[file, $"'{name}'", "nothing is executed", "weights_only=False)['state_dict'], 'weights.pt')", "docs/importing.md"])
            Assert.Contains(part, refused.Message);
    }

    [TestMethod]
    [DataRow("builtins", "eval")]
    [DataRow("os", "system")]
    [DataRow("torch._utils", "_rebuild_sparse_tensor")]
    [DataRow("torch", "ComplexFloatStorage")]
    [DataRow("torch.storage", "_load_from_bytes")]
    [DataRow("collections", "OrderedDict.fromkeys")]
    [DataRow("collections.OrderedDict", "")]
    public void Anything_but_the_few_known_names_is_refused(string module, string name) =>
        Refused($"'{module}.{name}'", new PickleBuilder().Global(module, name).Raw(')').Raw('R').Done());

    [TestMethod]
    public void The_format_before_1_6_is_refused_with_the_remedy() =>
        Assert.Contains("torch.save(torch.load(", Assert.ThrowsExactly<TorchArchiveException>(() => TorchArchive.Open(Data("before_1_6.pt"))).Message);

    [TestMethod]
    public void Known_functions_are_called_as_PyTorch_calls_them_or_not_at_all()
    {
        Refused("arguments that torch.save does not give it", new PickleBuilder().Global("collections", "OrderedDict").Tuple(1).Raw('R').Done());
        Refused("arguments that torch.save does not give it", new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Tuple(1, 2).Raw('R').Done());
        Refused("arguments that torch.save does not give it", new PickleBuilder().Global("torch._utils", "_rebuild_parameter").Raw(')').Raw('R').Done());
        Refused("calls what is no function", new PickleBuilder().Text("x").Raw(')').Raw('R').Done());
        Refused("calls what is no function", new PickleBuilder().Global("torch", "FloatStorage").Raw(')').Raw('R').Done());
        Refused("torch.FloatStorage where a value belongs", new PickleBuilder().Raw(']').Global("torch", "FloatStorage").Raw('a').Done());
        Refused("collections.OrderedDict where a value belongs", new PickleBuilder().Global("collections", "OrderedDict").Done());
        Refused("a bare storage where a value belongs", new PickleBuilder().Storage("0", 6).Done());
        Refused("refers to a storage", new PickleBuilder().Text("0").Raw('Q').Done());
        Refused("sets attributes of something other", new PickleBuilder().Raw(']').Raw('}').Raw('b').Done());
    }

    [TestMethod]
    public void A_pickle_that_is_damaged_is_refused()
    {
        Refused("0x8F at byte 3, which torch.save does not write", new PickleBuilder().Raw('N').Raw(0x8F).Done());
        Refused("0x30 at byte 2", new PickleBuilder().Raw('0').Done());
        Refused("protocol 2", [0x80, 4, (byte)'N', (byte)'.']);
        Refused("goes on after its end", new PickleBuilder().Raw('N').Raw('N').Done());
        Refused("goes on after its end", [.. new PickleBuilder().Raw('N').Done(), 0]);
        Refused("takes more than it made", new PickleBuilder().Done());
        Refused("takes more than it made", new PickleBuilder().Raw('N').Raw('(').Raw(0x85).Done());
        Refused("takes more than it made", new PickleBuilder().Raw(0x86).Done());
        Refused("ends a group that it never began", new PickleBuilder().Raw('t').Done());
        Refused("recalls 7", new PickleBuilder().Raw((byte)'h', 7).Done());
        Refused("appends to what is no list", new PickleBuilder().Raw('}').Raw('N').Raw('a').Done());
        Refused("a key without a value", new PickleBuilder().Raw('}').Raw('(').Text("a").Raw('u').Done());
        Refused("neither a text nor a number", new PickleBuilder().Raw('}').Raw(')').Raw('N').Raw('s').Done());
        Refused("'a' twice", new PickleBuilder().Raw('}').Text("a").Raw('N').Raw('s').Text("a").Raw('N').Raw('s').Done());
        Refused("not UTF-8", new PickleBuilder().Raw((byte)'X', 1, 0, 0, 0, 0xFF).Done());
        Refused("cut short", new PickleBuilder().Raw((byte)'X', 0xFF, 0xFF, 0xFF, 0x7F).Done());
        Refused("cut short", new PickleBuilder().Raw((byte)'X', 0xFF, 0xFF, 0xFF, 0xFF).Done());
        Refused("a name that does not end", new PickleBuilder().Raw((byte)'c', (byte)'o', (byte)'s').Done());
        byte[] whole = new PickleBuilder().Tensor("0", 6, [2, 3]).Done();
        for (int length = 0; length < whole.Length; length++)
            Refused("", whole[..length]);
    }

    [TestMethod]
    public void Tensors_must_lie_within_their_storages()
    {
        Refused("its storage '1' is missing", new PickleBuilder().Tensor("1", 6, [6]).Done());
        Refused("24 bytes, but 7 elements", new PickleBuilder().Tensor("0", 7, [6]).Done());
        Refused("24 bytes, but 6 elements of F64", new PickleBuilder().Tensor("0", 6, [6], type: "DoubleStorage").Done());
        Refused("24 bytes, but -6 elements", new PickleBuilder().Tensor("0", -6, [6]).Done());
        Refused("elements of F32 were promised", new PickleBuilder().Tensor("0", long.MaxValue / 2, [6]).Done());
        Refused("of a storage with 6 elements", new PickleBuilder().Tensor("0", 6, [7]).Done());
        Refused("of a storage with 6 elements", new PickleBuilder().Tensor("0", 6, [6], offset: 1).Done());
        Refused("of a storage with 6 elements", new PickleBuilder().Tensor("0", 6, [2], [6]).Done());
        Refused("of a storage with 6 elements", new PickleBuilder().Tensor("0", 6, [0], offset: 7).Done());
        // One element in a thousand million places.
        Refused("of a storage with 6 elements", new PickleBuilder().Tensor("0", 6, [1_000_000_000], [0]).Done());
        Refused("more elements than can be counted", new PickleBuilder().Tensor("0", 6, [1L << 40, 1L << 40], [0, 0]).Done());
        Refused("more elements than can be counted", new PickleBuilder().Tensor("0", 6, [3], [long.MaxValue]).Done());
        Refused("which cannot be", new PickleBuilder().Tensor("0", 6, [-1]).Done());
        Refused("which cannot be", new PickleBuilder().Tensor("0", 6, [2], [-1]).Done());
        Refused("which cannot be", new PickleBuilder().Tensor("0", 6, [2], [1, 1]).Done());
        Refused("which cannot be", new PickleBuilder().Tensor("0", 6, [2], offset: -1).Done());
        Refused("which cannot be", new PickleBuilder().Tensor("0", 6, [.. Enumerable.Repeat(1L, 65)]).Done());
    }

    [TestMethod]
    public void Truth_values_are_only_0_and_1()
    {
        byte[] file = ZipBuilder.Torch(new PickleBuilder().Tensor("0", 2, [2], type: "BoolStorage").Done(), ("0", [1, 2]));
        using TorchArchive archive = TorchArchive.Open(new MemoryStream(file), "bad.pt");
        Assert.Contains("other than 0 and 1", Assert.ThrowsExactly<TorchArchiveException>(() => archive.Read((TorchTensor)archive.Content!)).Message);
    }

    [TestMethod]
    public void A_container_may_hold_itself()
    {
        byte[] file = ZipBuilder.Torch(new PickleBuilder().Raw(']').Raw((byte)'q', 0).Raw((byte)'h', 0).Raw('a').Done());
        using TorchArchive archive = TorchArchive.Open(new MemoryStream(file), "loop.pt");
        var list = (List<object?>)archive.Content!;
        Assert.AreSame(list, list[0]);
    }

    [TestMethod]
    public void Big_endian_numbers_are_refused()
    {
        byte[] Ordered(string order) => new ZipBuilder().Add("a/data.pkl", new PickleBuilder().Raw('N').Done()).Add("a/byteorder", System.Text.Encoding.ASCII.GetBytes(order)).Add("a/version", [51]).Done();
        using (TorchArchive archive = TorchArchive.Open(new MemoryStream(Ordered("little")), "a.pt"))
            Assert.IsNull(archive.Content);
        Assert.Contains("big-endian", Assert.ThrowsExactly<TorchArchiveException>(() => TorchArchive.Open(new MemoryStream(Ordered("big")), "a.pt")).Message);
    }

    [TestMethod]
    public void Reading_leaks_nothing_and_closes_the_file()
    {
        using DisposeScope scope = NewDisposeScope();
        string path = Path.GetTempFileName();
        File.Copy(Data("views.pt"), path, overwrite: true);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
        {
            using TorchArchive archive = TorchArchive.Open(path);
            foreach ((_, object? value) in (TorchDictionary)archive.Content!)
                archive.Read((TorchTensor)value!).Dispose();
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        File.Delete(path);
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "torch", name);

    private static void Refused(string why, byte[] pickle)
    {
        byte[] file = ZipBuilder.Torch(pickle, ("0", SixFloats));
        var refused = Assert.ThrowsExactly<TorchArchiveException>(() => TorchArchive.Open(new MemoryStream(file), "bad.pt"));
        Assert.StartsWith("bad.pt: ", refused.Message);
        Assert.Contains(why, refused.Message);
    }
}

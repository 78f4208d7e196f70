using System.Buffers.Binary;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class SafeTensorsWriterTests
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [TestMethod]
    public void What_is_written_is_read_again_bit_for_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        var tensors = new Dictionary<string, Tensor>();
        foreach (ScalarType type in Types)
        {
            Tensor values = empty([3, 4], dtype: ScalarType.Float32).uniform_(0, 100, generator).to(type);
            tensors[$"{type}.matrix"] = values;
            tensors[$"{type}.transposed"] = values.t();
            tensors[$"{type}.scalar"] = values[0, 0];
            tensors[$"{type}.empty"] = values.narrow(0, 0, 0);
        }
        tensors["ünïcode \"quoted\" \n name"] = zeros(1);
        var metadata = new Dictionary<string, string> { ["z"] = "last", ["a"] = "first" };

        byte[] file = Write(tensors, metadata);
        foreach (Stream stream in (Stream[])[new MemoryStream(file), new ForwardOnlyStream(file)])
        {
            using var reader = new SafeTensorsReader(stream, "test");
            CollectionAssert.AreEquivalent(metadata, reader.Metadata.ToDictionary());
            Dictionary<string, Tensor> read = reader.ReadAll();
            CollectionAssert.AreEquivalent(tensors.Keys, read.Keys);
            foreach ((string name, Tensor tensor) in tensors)
            {
                Assert.AreEqual(tensor.dtype, read[name].dtype, name);
                CollectionAssert.AreEqual(tensor.shape, read[name].shape, name);
                CollectionAssert.AreEqual(tensor.contiguous().bytes.ToArray(), read[name].bytes.ToArray(), name);
            }
        }
    }

    [TestMethod]
    public void The_same_tensors_give_the_same_aligned_bytes_in_any_order()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = zeros(3, dtype: ScalarType.Byte), floats = ones(2);
        byte[] one = Write(new() { ["b"] = bytes, ["a"] = floats }), other = Write(new() { ["a"] = floats, ["b"] = bytes });
        CollectionAssert.AreEqual(one, other);
        Assert.AreEqual(0ul, BinaryPrimitives.ReadUInt64LittleEndian(one) % 8);
        using var reader = new SafeTensorsReader(new MemoryStream(one), "test");
        Assert.AreEqual("a, b", string.Join(", ", reader.Entries.Select(entry => entry.Name)));
    }

    [TestMethod]
    public void A_reserved_name_and_an_unknown_type_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => Write(new() { ["__metadata__"] = zeros(1) }));
        Assert.Contains("'c'", Assert.ThrowsExactly<ArgumentException>(() => Write(new() { ["c"] = zeros(1, dtype: ScalarType.ComplexFloat32) })).Message);
    }

    private static byte[] Write(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}

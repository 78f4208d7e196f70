using System.Buffers.Binary;
using System.Text;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class SafeTensorsReaderTests
{
    private const string One = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";

    [TestMethod]
    public void A_file_is_read_by_name_with_its_metadata()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] file = File("""{"__metadata__":{"by":"hand"},"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  """,
            [0, 0, 128, 63, 1, 0, 255, 255]);
        using var reader = new SafeTensorsReader(new MemoryStream(file), "hand.safetensors");
        Assert.AreEqual("hand", reader.Metadata["by"]);
        Dictionary<string, Tensor> tensors = reader.ReadAll();
        Assert.HasCount(2, tensors);
        Assert.AreEqual(1f, tensors["a"].item<float>());
        Assert.IsEmpty(tensors["a"].shape);
        CollectionAssert.AreEqual((short[])[1, -1], tensors["b"].data<short>().ToArray());
    }

    [TestMethod]
    [DataRow("", "ends")]
    [DataRow("[]", "does not begin")]
    [DataRow(" {}", "does not begin")]
    [DataRow("{", "JSON")]
    [DataRow("{} x", "JSON")]
    [DataRow("{,}", "JSON")]
    [DataRow("""{"a":1}""", "StartObject")]
    [DataRow("""{"a":{}}""", "needs a dtype")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", "needs a dtype")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "data_offsets")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", "more than 2")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}""", "'extra'")]
    [DataRow("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "'dtype' twice")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", "occurs twice")]
    [DataRow("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "F8_E4M3")]
    [DataRow("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", "f32")]
    [DataRow("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", "String")]
    [DataRow("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "StartArray")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole number")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", "whole number")]
    [DataRow("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "whole number")]
    [DataRow("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", "JSON")]
    [DataRow("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", "whole number")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,4]}}""", "more elements")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387905,4,0],"data_offsets":[0,0]}}""", "more elements")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "takes 8 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "data_offsets say")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""", "hole")]
    [DataRow("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", "hole")]
    [DataRow("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "inside")]
    [DataRow("""{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "String")]
    [DataRow("""{"__metadata__":{"a":"1","a":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "occurs twice")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}""", "describes 4000000000000 bytes")]
    public void A_header_that_breaks_the_format_is_refused(string header, string reason)
    {
        byte[] file = header.Length == 0 ? [1, 2, 3] : File(header, [0, 0, 0, 0]);
        var refused = Assert.ThrowsExactly<SafeTensorsException>(() => Read(file));
        Assert.Contains(reason, refused.Message);
        Assert.StartsWith("broken.safetensors: ", refused.Message);
        Assert.AreEqual("broken.safetensors", refused.SourceName);
    }

    [TestMethod]
    public void A_header_that_is_not_UTF8_is_refused()
    {
        byte[] file = File(One, [0, 0, 0, 0]);
        file[8 + 2] = 0xff;
        Assert.ThrowsExactly<SafeTensorsException>(() => Read(file));
    }

    [TestMethod]
    public void A_header_beyond_the_cap_is_refused_before_it_is_read()
    {
        byte[] file = File(One, [0, 0, 0, 0], headerLength: 100_000_001);
        Assert.Contains("100000000", Assert.ThrowsExactly<SafeTensorsException>(() => Read(file)).Message);
        file = File(One, [0, 0, 0, 0], headerLength: ulong.MaxValue);
        Assert.Contains("header", Assert.ThrowsExactly<SafeTensorsException>(() => Read(file)).Message);
    }

    [TestMethod]
    public void A_header_length_beyond_the_file_allocates_nothing_of_that_size()
    {
        byte[] file = File(One, [0, 0, 0, 0], headerLength: 99_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<SafeTensorsException>(() => Read(file));
        Assert.ThrowsExactly<SafeTensorsException>(() => new SafeTensorsReader(new ForwardOnlyStream(file), "entry"));
        Assert.IsLessThan(10_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void A_tensor_that_a_stream_of_unknown_length_lacks_allocates_nothing_of_that_size()
    {
        byte[] file = File("""{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""", new byte[100]);
        using var reader = new SafeTensorsReader(new ForwardOnlyStream(file), "entry");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("'a'", Assert.ThrowsExactly<SafeTensorsException>(reader.ReadAll).Message);
        Assert.IsLessThan(10_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Every_shorter_file_is_refused_and_leaks_nothing()
    {
        byte[] whole = File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""", new byte[11]);
        Read(whole);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Assert.ThrowsExactly<SafeTensorsException>(() => Read(cut), $"cut to {length} bytes");
            Assert.ThrowsExactly<SafeTensorsException>(() => ReadForward(cut), $"cut to {length} bytes, unseekable");
            Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    [TestMethod]
    public void Bytes_after_the_last_tensor_are_refused()
    {
        byte[] file = File(One, new byte[5]);
        Assert.ThrowsExactly<SafeTensorsException>(() => Read(file));
        Assert.Contains("follow", Assert.ThrowsExactly<SafeTensorsException>(() => ReadForward(file)).Message);
    }

    [TestMethod]
    public void A_Boolean_that_is_neither_is_refused()
    {
        byte[] file = File("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", [0, 1, 2]);
        Assert.Contains("BOOL", Assert.ThrowsExactly<SafeTensorsException>(() => Read(file)).Message);
    }

    [TestMethod]
    public void Random_damage_is_refused_or_harmless()
    {
        byte[] whole = File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[1,1],"data_offsets":[8,16]}}""", new byte[16]);
        var random = new Random(1);
        int refused = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(whole.Length - 16)] = (byte)random.Next(256);
            try
            {
                Read(damaged);
            }
            catch (SafeTensorsException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void A_name_of_megabytes_does_not_fill_the_message()
    {
        string header = One.Replace("\"a\"", $"\"{new string('n', 1 << 20)}\"").Replace("[1]", "[2]");
        Assert.IsLessThan(1000, Assert.ThrowsExactly<SafeTensorsException>(() => Read(File(header, new byte[4]))).Message.Length);
    }

    private static void Read(byte[] file)
    {
        using DisposeScope scope = NewDisposeScope();
        using var reader = new SafeTensorsReader(new MemoryStream(file), "broken.safetensors");
        reader.ReadAll();
    }

    private static void ReadForward(byte[] file)
    {
        using DisposeScope scope = NewDisposeScope();
        using var reader = new SafeTensorsReader(new ForwardOnlyStream(file), "broken.safetensors");
        reader.ReadAll();
    }

    private static byte[] File(string header, byte[] data, ulong? headerLength = null)
    {
        byte[] json = Encoding.UTF8.GetBytes(header), prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, headerLength ?? (ulong)json.Length);
        return [.. prefix, .. json, .. data];
    }
}

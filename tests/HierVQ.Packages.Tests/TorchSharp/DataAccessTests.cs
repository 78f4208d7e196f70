using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class DataAccessTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void ElementsInRowMajorOrderWhateverTheStrides()
    {
        Tensor turned = arange(6).reshape(2, 3).t();
        CollectionAssert.AreEqual(new long[] { 0, 3, 1, 4, 2, 5 }, turned.data<long>().ToArray());
        var half = new long[3];
        turned.data<long>().CopyTo(half, 0, 1);
        CollectionAssert.AreEqual(new long[] { 3, 1, 4 }, half);
        Assert.AreEqual(6L, turned.data<long>().Count);
    }

    [TestMethod]
    public void ElementsCanBeRead()
    {
        TensorAccessor<float> elements = tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).data<float>();
        Assert.AreEqual(3f, elements[1, 0]);
        Assert.AreEqual(4f, elements[3]);
        Assert.AreEqual(10f, elements.Sum());
    }

    [TestMethod]
    public void SingleElements()
    {
        Assert.AreEqual(2.5f, tensor(2.5f).item<float>());
        Assert.AreEqual(7L, tensor(7L).item<long>());
        Assert.IsTrue(tensor(true).item<bool>());
        Assert.AreEqual(2.5, tensor(2.5f).ToDouble());
        Assert.AreEqual(3, tensor(3L).ToInt32());
        Assert.AreEqual(1.5f, (float)tensor(1.5f));
        Assert.AreEqual(1.5, tensor(1.5f).ToScalar().ToDouble());
    }

    [TestMethod]
    public void WrongTypesAndCountsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ones(1).item<double>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Throws<ArgumentException>(() => ones(2).data<long>());
        Assert.Throws<InvalidOperationException>(() => ones(2, 3).t().bytes.Length);
    }

    [TestMethod]
    public void BytesAreThoseInMemory()
    {
        Tensor a = zeros(2);
        a.bytes = BitConverter.GetBytes(1f).Concat(BitConverter.GetBytes(-2f)).ToArray();
        Expect.Tensor(a, [2], 1, -2);
        Assert.AreEqual(8, a.bytes.Length);
        a.bytes[3] = 0;
        Assert.AreNotEqual(1f, a[0].item<float>());
    }

    [TestMethod]
    public void TensorsCrossAStream()
    {
        Tensor source = arange(5, dtype: ScalarType.Float64).reshape(5, 1), target = zeros(5, 1, dtype: ScalarType.Float64);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
            source.Save(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        target.Load(reader);
        Expect.Near(source, target, 0);
        memory.Position = 0;
        Assert.Throws<ArgumentException>(() => zeros(5, 2, dtype: ScalarType.Float64).Load(reader));
    }

    [TestMethod]
    public void TypesConvert()
    {
        Expect.Tensor(tensor(new[] { 1.7, -1.7 }).to(ScalarType.Int64), [2], 1, -1);
        Assert.AreEqual(ScalarType.BFloat16, ones(2).to(ScalarType.BFloat16).dtype);
        Assert.AreEqual(2L, ones(2).half().ElementSize);
        Tensor same = ones(2);
        Tensor copy = same.to(ScalarType.Float32, copy: true);
        copy.add_(1);
        Expect.Tensor(same, [2], 1, 1);
        Assert.IsTrue(same.to(ScalarType.Int32, disposeAfter: true).eq(1).all().item<bool>());
        Assert.IsTrue(same.IsInvalid);
    }

    [TestMethod]
    public void Devices()
    {
        Assert.AreEqual(DeviceType.CPU, ones(1).device_type);
        Assert.AreEqual("cpu", ones(1).device.ToString());
        Assert.AreEqual(DeviceType.CUDA, device("cuda:1").type);
        Assert.AreEqual(1, device("cuda:1").index);
        Assert.AreEqual("cuda:0", new Device(DeviceType.CUDA, 0).ToString());
        Assert.AreEqual(cuda.is_available(), cuda.device_count() > 0);
    }

    [TestMethod]
    [TestCategory("Offline")]
    public void ErrorsOfLibtorchBecomeExceptions()
    {
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => ones(6).view(4, 2));
        StringAssert.Contains(error.Message, "shape '[4, 2]' is invalid");
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => ones(2) + ones(3));
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => ones(2).backward());
    }
}

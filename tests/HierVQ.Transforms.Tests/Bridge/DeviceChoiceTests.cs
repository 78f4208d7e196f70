using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace HierVQ.Tests.Bridge;

[TestClass]
public sealed class DeviceChoiceTests
{
    [TestMethod]
    public void TheCpuIsTheDefault() => Assert.AreEqual(DeviceType.CPU, DeviceChoice.Of(new MLContext()).type);

    [TestMethod]
    public void AGpuThatIsNotThereIsAnErrorOrAWarning()
    {
        var ml = new MLContext { GpuDeviceId = 1000, FallbackToCpu = false };
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => DeviceChoice.Of(ml)).Message, "GpuDeviceId is 1000");
        var warnings = new List<string>();
        ml.FallbackToCpu = true;
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };
        Assert.AreEqual(DeviceType.CPU, DeviceChoice.Of(ml).type);
        StringAssert.Contains(string.Join("\n", warnings), "GpuDeviceId is 1000");
    }

    [TestMethod]
    public void AMissingNativeLibraryNamesThePackageToAdd()
    {
        foreach (Exception missing in (Exception[])[new DllNotFoundException("LibTorchSharp"), new TypeInitializationException("torch", null), new NotSupportedException("not restored")])
        {
            var failure = Assert.Throws<InvalidOperationException>(() => DeviceChoice.Native(() => throw missing));
            StringAssert.Contains(failure.Message, "TorchSharp-cpu");
            StringAssert.Contains(failure.Message, "TorchSharp-cuda-linux");
            Assert.AreSame(missing, failure.InnerException);
        }
    }

    [TestMethod]
    public void HostsOfTheContextAreOfTheSameMind()
    {
        var ml = new MLContext { GpuDeviceId = 1000, FallbackToCpu = false };
        Assert.Throws<InvalidOperationException>(() => TinyModels.Quantize(ml).Fit(TinyImages.Encoded(ml, 4)));
    }
}

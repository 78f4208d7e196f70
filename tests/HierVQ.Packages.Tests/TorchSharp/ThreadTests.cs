using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ThreadTests
{
    [TestMethod]
    public void ThreadsWorkSideBySide()
    {
        double[] sums = new double[4];
        Exception?[] failures = new Exception?[4];
        Thread[] threads = Enumerable.Range(0, 4).Select(k => new Thread(() =>
        {
            try
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable off = no_grad();
                Tensor total = zeros(3);
                for (int i = 0; i < 200; i++)
                {
                    using DisposeScope step = NewDisposeScope();
                    total.add_(cat([full([1], k), ones(2)]).topk(3).values.flip(0));
                }
                sums[k] = total.sum().item<float>();
            }
            catch (Exception e)
            {
                failures[k] = e;
            }
        })).ToArray();
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.IsTrue(failures.All(failure => failure is null), failures.FirstOrDefault(failure => failure is not null)?.ToString());
        CollectionAssert.AreEqual(new[] { 400.0, 600, 800, 1000 }, sums);
    }

    [TestMethod]
    public void GradientModeBelongsToItsThread()
    {
        using IDisposable off = no_grad();
        bool elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.IsTrue(elsewhere);
        Assert.IsFalse(is_grad_enabled());
    }

    [TestMethod]
    [TestCategory("Offline")]
    public void AFailedCallLeavesNothingBehind()
    {
        using Tensor a = ones(2), b = ones(3);
        using Tensor gone = ones(2);
        gone.Dispose();
        for (int i = 0; i < 10; i++)
        {
            Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => a + b);
            Assert.Throws<InvalidOperationException>(() => a + gone);
            using Tensor sum = a + a;
            Expect.Tensor(sum, [2], 2, 2);
        }
    }
}

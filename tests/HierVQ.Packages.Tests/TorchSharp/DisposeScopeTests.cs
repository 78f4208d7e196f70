using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class DisposeScopeTests
{
    [TestMethod]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Tensor inside;
        using (DisposeScope scope = NewDisposeScope())
        {
            inside = ones(2) + 1;
            Assert.AreEqual(2, scope.DisposablesCount);
            Assert.IsTrue(scope.Contains(inside));
            Assert.IsFalse(inside.IsInvalid);
        }
        Assert.IsTrue(inside.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => inside.Handle);
    }

    [TestMethod]
    public void TensorsMoveOutwardsAndAway()
    {
        Tensor kept, moved, lost;
        using (NewDisposeScope())
        {
            using (DisposeScope inner = NewDisposeScope())
            {
                kept = ones(1).DetachFromDisposeScope();
                moved = ones(1).MoveToOuterDisposeScope();
                lost = ones(1);
                Assert.AreEqual(1, inner.DisposablesCount);
            }
            Assert.IsTrue(lost.IsInvalid);
            Assert.IsFalse(moved.IsInvalid);
            Assert.IsFalse(kept.IsInvalid);
        }
        Assert.IsTrue(moved.IsInvalid);
        Assert.IsFalse(kept.IsInvalid);
        kept.Dispose();
    }

    [TestMethod]
    public void EverythingButSome()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1);
        Assert.AreSame(a, scope.DisposeEverythingBut(a));
        Assert.IsTrue(b.IsInvalid);
        Assert.IsFalse(a.IsInvalid);
        Assert.AreEqual(1, scope.DisposablesCount);
        scope.DisposeEverything();
        Assert.IsTrue(a.IsInvalid);
        Assert.AreEqual(0, scope.DisposablesCount);
    }

    [TestMethod]
    public void ManyAtATime()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor a, b, c;
        using (DisposeScope inner = NewDisposeScope())
        {
            (a, b, c) = (ones(1), ones(1), ones(1));
            inner.MoveToOuter(a, b);
            inner.Detach(c);
            Assert.AreEqual(0, inner.DisposablesCount);
        }
        Assert.AreEqual(2, outer.DisposablesCount);
        outer.Attach(c);
        Assert.AreEqual(3, outer.DisposablesCount);
    }

    [TestMethod]
    public void AnOuterScopeMayCloseFirst()
    {
        DisposeScope outer = NewDisposeScope(), inner = NewDisposeScope();
        Tensor a = ones(1);
        outer.Dispose();
        Assert.IsFalse(a.IsInvalid);
        inner.Dispose();
        Assert.IsTrue(a.IsInvalid);
        Assert.IsNull(CurrentDisposeScope);
    }

    [TestMethod]
    public void StatisticsCount()
    {
        ThreadDisposeScopeStatistics statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        Tensor outside = ones(1);
        using (NewDisposeScope())
        {
            _ = ones(1);
            ones(1).Dispose();
            ones(1).MoveToOuterDisposeScope().Dispose();
        }
        Assert.AreEqual(1L, statistics.CreatedOutsideScopeCount);
        Assert.AreEqual(3L, statistics.CreatedInScopeCount);
        Assert.AreEqual(2L, statistics.DisposedInScopeCount);
        Assert.AreEqual(1L, statistics.DisposedOutsideScopeCount);
        Assert.AreEqual(1L, statistics.DetachedFromScopeCount);
        Assert.AreEqual(1L, statistics.ThreadTotalLiveCount);
        outside.Dispose();
        Assert.AreEqual(0L, statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void ScopesBelongToTheirThread()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(1));
        thread.Start();
        thread.Join();
        Assert.AreEqual(0, scope.DisposablesCount);
        elsewhere!.Dispose();
    }

    [TestMethod]
    public void DisposingTwiceIsAllowed()
    {
        Tensor a = ones(1);
        a.Dispose();
        a.Dispose();
        Assert.IsTrue(a.IsInvalid);
    }
}

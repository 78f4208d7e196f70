using HierVQ.Quantization;
using HierVQ.Tests.Fixtures;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>The draws of restarts as a fixture has recorded them, in call order: rand/restart/perm0, noise0, perm1 and so on.</summary>
internal sealed class RecordedDraws(Fixture fixture) : IRestartDraws
{
    private int _calls;

    public Tensor Uniform(Tensor like) => fixture[$"rand/restart/noise{_calls}"].reshape(like.shape);

    public Tensor Permutation(long count)
    {
        Tensor permutation = fixture[$"rand/restart/perm{_calls++}"];
        Assert.AreEqual(count, permutation.size(0));
        return permutation;
    }
}

using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>The random choices of a restart, in the order in which they are made.</summary>
internal interface IRestartDraws
{
    /// <summary>Uniform numbers from 0 to below 1 in the shape of <paramref name="like"/>; only asked for where vectors are fewer than codes.</summary>
    Tensor Uniform(Tensor like);

    /// <summary>A permutation of 0 to <paramref name="count"/> - 1, (count) Int64.</summary>
    Tensor Permutation(long count);
}

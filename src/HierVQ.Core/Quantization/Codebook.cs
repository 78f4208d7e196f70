using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// A table of code vectors: what is nearest, what a code stands for, and how the table learns from the vectors that its codes were given.
/// Looking up is safe from several threads; learning is not.
/// </summary>
public abstract class Codebook : nn.Module
{
    /// <summary>For the derived codebook.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="size">Number of codes, K.</param>
    /// <param name="vectorSize">Length of a code vector, D.</param>
    protected Codebook(string name, int size, int vectorSize) : base(name) => (Size, VectorSize) = (size, vectorSize);

    /// <summary>Number of codes, K.</summary>
    public int Size { get; }

    /// <summary>Length of a code vector, D.</summary>
    public int VectorSize { get; }

    /// <summary>The code vectors, (K, D), with a gradient where they learn by it: the codebook's own tensor, or one computed for the caller's dispose scope.</summary>
    public abstract Tensor Vectors { get; }

    /// <summary>The vectors of codes, (M) to (M, D), with a gradient where they learn by it. A code out of range is libtorch's error: check before.</summary>
    public virtual Tensor Lookup(Tensor codes) => Vectors.index_select(0, codes);

    /// <summary>The nearest code of each vector, (M, D) to (M) Int64. Of equally near ones, any.</summary>
    public Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodeSearch.Nearest(vectors.detach(), Vectors).MoveToOuterDisposeScope();
    }

    /// <summary>softmax(-distance² / temperature) over the codes, (M, D) to (M, K).</summary>
    public Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return CodeSearch.SoftCodes(vectors.detach(), Vectors, temperature).Soft.MoveToOuterDisposeScope();
    }

    /// <summary>Before a look-up in training: for codebooks that begin at, or go back to, vectors of the batch.</summary>
    /// <param name="vectors">The vectors of the step, (M, D).</param>
    public virtual void Prepare(Tensor vectors)
    {
    }

    /// <summary>After a look-up in training: takes in what the codes were given. The table stays as it is until <see cref="Rewrite"/>.</summary>
    /// <param name="vectors">The vectors, (M, D).</param>
    /// <param name="codes">Their codes, (M) Int64.</param>
    public virtual void Accumulate(Tensor vectors, Tensor codes)
    {
    }

    /// <summary>Puts what was taken in into the table. Codebooks that learn by gradient do nothing here.</summary>
    public virtual void Rewrite()
    {
    }

    /// <summary>One whole step after a look-up in training: <see cref="Accumulate"/>, then <see cref="Rewrite"/>.</summary>
    public void Update(Tensor vectors, Tensor codes)
    {
        Accumulate(vectors, codes);
        Rewrite();
    }

    /// <summary>Puts the table onto given vectors, as if it had learnt them.</summary>
    /// <param name="vectors">The code vectors, (K, D); copied.</param>
    /// <param name="uses">How often each is expected to be used a step, (K).</param>
    public abstract void Place(Tensor vectors, Tensor uses);
}

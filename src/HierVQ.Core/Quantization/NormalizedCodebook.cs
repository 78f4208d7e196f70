using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>A codebook whose vectors count by their direction alone (Yu et al. 2022, ViT-VQGAN, section 3.2). For vectors of length 1.</summary>
internal sealed class NormalizedCodebook : Codebook
{
    private readonly Codebook codebook;

    /// <summary>Owns the codebook from now on.</summary>
    public NormalizedCodebook(Codebook codebook) : base(nameof(NormalizedCodebook), codebook.Size, codebook.VectorSize)
    {
        this.codebook = codebook;
        RegisterComponents();
    }

    public override Tensor Vectors
    {
        get
        {
            using DisposeScope scope = NewDisposeScope();
            return UnitVectors.Of(codebook.Vectors).MoveToOuterDisposeScope();
        }
    }

    // Only the rows asked for.
    public override Tensor Lookup(Tensor codes)
    {
        using Tensor chosen = codebook.Lookup(codes);
        return UnitVectors.Of(chosen);
    }

    public override void Prepare(Tensor vectors) => codebook.Prepare(vectors);

    public override void Accumulate(Tensor vectors, Tensor codes) => codebook.Accumulate(vectors, codes);

    public override void Rewrite() => codebook.Rewrite();

    public override void Place(Tensor vectors, Tensor uses) => codebook.Place(vectors, uses);
}

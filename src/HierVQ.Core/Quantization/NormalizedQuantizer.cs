using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Brings vectors to length 1 before they are quantized: the nearest code is then the one with the largest cosine (Yu et al. 2022, ViT-VQGAN, section 3.2).</summary>
internal sealed class NormalizedQuantizer : Quantizer
{
    private readonly Quantizer quantizer;

    /// <summary>Owns the quantizer, whose code vectors should have length 1, from now on.</summary>
    public NormalizedQuantizer(Quantizer quantizer) : base(nameof(NormalizedQuantizer), quantizer.CodebookSize, quantizer.VectorSize)
    {
        this.quantizer = quantizer;
        RegisterComponents();
    }

    public override int Depth => quantizer.Depth;

    public override void BeginStep(TrainingMoment moment) => quantizer.BeginStep(moment);

    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using Tensor unit = UnitVectors.Of(vectors);
        return quantizer.QuantizeVectors(unit);
    }

    public override Tensor Nearest(Tensor vectors)
    {
        using IDisposable noGrad = no_grad();
        using Tensor unit = UnitVectors.Of(vectors);
        return quantizer.Nearest(unit);
    }

    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using IDisposable noGrad = no_grad();
        using Tensor unit = UnitVectors.Of(vectors);
        return quantizer.SoftCodes(unit, temperature);
    }

    public override SampledCodes SampleCodes(Tensor vectors, double temperature, Generator random)
    {
        using IDisposable noGrad = no_grad();
        using Tensor unit = UnitVectors.Of(vectors);
        return quantizer.SampleCodes(unit, temperature, random);
    }

    public override Tensor Lookup(Tensor codes, int depths) => quantizer.Lookup(codes, depths);

    public override Tensor LookupDepth(Tensor codes, int depth) => quantizer.LookupDepth(codes, depth);

    public override Tensor Codebook(int depth = 0) => quantizer.Codebook(depth);
}

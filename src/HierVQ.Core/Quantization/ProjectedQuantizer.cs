using HierVQ.Layers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// Quantizes in a space of few dimensions, with a linear layer down before and one up behind (Yu et al. 2022, ViT-VQGAN, section 3.2,
/// factorized codes): where the codes have more dimensions than the vectors really fill, most of them are out of reach.
/// </summary>
internal sealed class ProjectedQuantizer : Quantizer
{
    private readonly Linear project_in;
    private readonly Quantizer quantizer;
    private readonly Linear project_out;

    /// <summary>Owns the quantizer from now on.</summary>
    public ProjectedQuantizer(Quantizer quantizer, int vectorSize, QuantizerContext context)
        : base(nameof(ProjectedQuantizer), quantizer.CodebookSize, vectorSize)
    {
        project_in = new Linear(vectorSize, quantizer.VectorSize, context.Init, context.Device);
        this.quantizer = quantizer;
        project_out = new Linear(quantizer.VectorSize, vectorSize, context.Init, context.Device);
        RegisterComponents();
    }

    public override int Depth => quantizer.Depth;

    public override void BeginStep(TrainingMoment moment) => quantizer.BeginStep(moment);

    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using Tensor down = project_in.call(vectors);
        QuantizedVectors quantized = quantizer.QuantizeVectors(down);
        using Tensor codeVectors = quantized.Vectors;
        return quantized with { Vectors = project_out.call(codeVectors) };
    }

    public override Tensor Nearest(Tensor vectors)
    {
        using IDisposable noGrad = no_grad();
        using Tensor down = project_in.call(vectors);
        return quantizer.Nearest(down);
    }

    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using IDisposable noGrad = no_grad();
        using Tensor down = project_in.call(vectors);
        return quantizer.SoftCodes(down, temperature);
    }

    public override SampledCodes SampleCodes(Tensor vectors, double temperature, Generator random)
    {
        using IDisposable noGrad = no_grad();
        using Tensor down = project_in.call(vectors);
        return quantizer.SampleCodes(down, temperature, random);
    }

    public override Tensor Lookup(Tensor codes, int depths)
    {
        using IDisposable noGrad = no_grad();
        using Tensor down = quantizer.Lookup(codes, depths);
        return project_out.call(down);
    }

    public override Tensor LookupDepth(Tensor codes, int depth)
    {
        using IDisposable noGrad = no_grad();
        using Tensor down = quantizer.LookupDepth(codes, depth);
        return Up(down, depth);
    }

    public override Tensor Codebook(int depth = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Up(quantizer.Codebook(depth), depth).MoveToOuterDisposeScope();
    }

    // The bias counts once, with the first depth, so that the depths still add up to the whole.
    private Tensor Up(Tensor vectors, int depth) => nn.functional.linear(vectors, project_out.Weight, depth == 0 ? project_out.Bias : null);
}

using HierVQ.Layers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace HierVQ.Quantization;

/// <summary>
/// Codes drawn from a softmax in training and taken at its peak otherwise, with gradients through the Gumbel-softmax (Jang, Gu, Poole 2017),
/// as the Gumbel variant of VQGAN has it. A linear layer says how likely each code is; no distances are looked at.
/// </summary>
// The reference draws in evaluation as well, so that one image gives other codes each time; here evaluation draws nothing.
public sealed class GumbelQuantizer : Quantizer
{
    private readonly GumbelQuantizerOptions _options;
    private readonly Generator _random;
    private readonly Scalar _klWeight, _largest;
    private Scalar _temperature;
    private readonly Linear proj;
    private readonly Parameter embed; // (K, D)

    /// <summary>Makes a quantizer of normal random code vectors.</summary>
    /// <param name="options">Temperatures and weights; checked by <see cref="GumbelQuantizerOptions.Create"/>.</param>
    /// <param name="codebookSize">Number of codes, K.</param>
    /// <param name="vectorSize">Length of the vectors, D.</param>
    /// <param name="context">Device and sources of random numbers.</param>
    public GumbelQuantizer(GumbelQuantizerOptions options, int codebookSize, int vectorSize, QuantizerContext context)
        : base(nameof(GumbelQuantizer), codebookSize, vectorSize)
    {
        (_options, _random) = (options, context.Random);
        (_klWeight, _largest) = ((float)options.KlWeight, (float)Math.Log(codebookSize));
        Temperature = options.StartTemperature;
        _temperature = (float)Temperature;
        proj = new Linear(vectorSize, codebookSize, context.Init, context.Device);
        embed = Initial.Normal([codebookSize, vectorSize], 1, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>The temperature of the step to come.</summary>
    public double Temperature { get; private set; }

    /// <inheritdoc/>
    public override void BeginStep(TrainingMoment moment)
    {
        Temperature = _options.TemperatureAt(moment);
        _temperature.Dispose();
        _temperature = (float)Temperature;
    }

    /// <inheritdoc/>
    public override QuantizedVectors QuantizeVectors(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = proj.call(vectors); // (M, K)
        Tensor shares = (training ? logits.add(GumbelNoise(logits)) : logits).div(_temperature).softmax(1); // (M, K)
        Tensor codes = shares.detach().argmax(1); // (M)
        bool hard = !training || _options.StraightThrough;
        Tensor quantized = (hard ? Hard(shares, codes) : shares.mm(embed)).MoveToOuterDisposeScope();
        return new QuantizedVectors(quantized, codes.unsqueeze(1).MoveToOuterDisposeScope(), Divergence(logits).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public override Tensor Nearest(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return proj.call(vectors).argmax(1, true).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes, int depths)
    {
        using IDisposable noGrad = no_grad();
        using Tensor flat = codes.flatten();
        return embed.index_select(0, flat);
    }

    /// <summary>softmax(logits / temperature), (M, D) to (M, 1, K): this quantizer knows no distances.</summary>
    public override Tensor SoftCodes(Tensor vectors, double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Scalar divisor = (float)temperature;
        return proj.call(vectors).div_(divisor).softmax(1).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Codebook(int depth = 0) => embed;

    // One code's vector with the gradient of the mixture: the code vectors learn by the one, the shares by all.
    private Tensor Hard(Tensor shares, Tensor codes)
    {
        Tensor mixture = shares.mm(embed.detach()); // (M, D)
        return embed.index_select(0, codes).add(mixture.sub(mixture.detach()));
    }

    // -log(-log u). A u of exactly zero makes a code that is never taken, which is harmless. libtorch's exponential numbers, the other way to the
    // same, take three times as long on the CPU, and an exact zero among them would make the whole row not a number.
    private Tensor GumbelNoise(Tensor logits) => logits.detach().empty_like().uniform_(0, 1, _random).log_().neg_().log_().neg_();

    // How far the codes' distribution is from the uniform one: weight · mean of sum_k q log(q K).
    private Tensor Divergence(Tensor logits)
    {
        Tensor logs = logits.log_softmax(1); // (M, K)
        return logs.exp().mul(logs).sum(1).mean().add(_largest).mul(_klWeight);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Scalar scalar in (Scalar[])[_klWeight, _largest, _temperature])
                scalar.Dispose();
        }
        base.Dispose(disposing);
    }
}

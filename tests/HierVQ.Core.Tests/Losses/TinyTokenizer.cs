using HierVQ.Codes;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

/// <summary>What objectives see of a tokenizer, and no more: one convolution that is decoder and last weight in one, and a second image on demand.</summary>
internal sealed class TinyTokenizer : nn.Module, IReconstructingTokenizer
{
    private readonly HierVQ.Layers.Conv2d conv;
    private readonly bool _top;

    public TinyTokenizer(int size = 16, bool top = false, bool features = false) : base(nameof(TinyTokenizer))
    {
        using var init = new Generator(7);
        _top = top;
        HasFeatures = features;
        conv = new HierVQ.Layers.Conv2d(3, 3, 3, init, CPU, padding: 1);
        Options = new HqVaeOptions { ImageSize = size, Seed = 3 };
        RegisterComponents();
    }

    public bool HasFeatures { get; }

    /// <summary>Passes so far.</summary>
    public int Passes { get; private set; }

    public TokenizerOptions Options { get; }

    public CodeLayout Layout => Options.Layout;

    public Device Device => CPU;

    public nn.Module Module => this;

    public int LatentSize => 1;

    public Generator Random { get; } = new(1);

    public Parameter LastWeight => conv.Weight;

    public ITokenizerObjective CreateObjective() => throw new NotSupportedException();

    public TokenizerPass Pass(Tensor images, TrainingMoment moment)
    {
        Passes++;
        return new TokenizerPass(conv.call(images), conv.Bias!.square().sum(), zeros(images.size(0), Layout.TotalCodes, dtype: ScalarType.Int64))
        {
            TopReconstruction = _top ? conv.call(images * 0.5) : null,
            FeatureLoss = HasFeatures ? conv.Bias.abs().sum() : null,
        };
    }

    public Tensor Encode(Tensor images) => throw new NotSupportedException();

    public Tensor EncodeLatents(Tensor images) => throw new NotSupportedException();

    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature) => throw new NotSupportedException();

    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random) => throw new NotSupportedException();

    public Tensor Decode(Tensor codes, int levels = int.MaxValue, int depths = int.MaxValue) => throw new NotSupportedException();

    public Tensor Codebook(int level, int depth = 0) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Random.Dispose();
        base.Dispose(disposing);
    }
}

using HierVQ.Codes;
using HierVQ.Quantization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>Of a tokenizer what a prior over stacks of codes sees: residual quantization with one codebook, for maps of any height and width.</summary>
internal sealed class StackTokenizer : ITokenizer
{
    private readonly ResidualQuantizer _quantizer;

    public StackTokenizer(CodeLevel level, Tensor codebook)
    {
        Layout = new CodeLayout(level);
        using var init = new Generator(1);
        var context = new QuantizerContext(CPU, init, init);
        _quantizer = (ResidualQuantizer)new ResidualQuantizerOptions { Depth = level.Depth }.Create(level.CodebookSize, (int)codebook.size(1), context);
        using IDisposable noGrad = no_grad();
        _quantizer.Codebook().copy_(codebook);
        _quantizer.eval();
    }

    public TokenizerOptions Options => throw new NotSupportedException();

    public CodeLayout Layout { get; }

    public Device Device => CPU;

    public nn.Module Module => _quantizer;

    public int LatentSize => Layout[0].Height * Layout[0].Width * _quantizer.VectorSize;

    public Tensor Encode(Tensor images) => throw new NotSupportedException();

    public Tensor EncodeLatents(Tensor images) => throw new NotSupportedException();

    public IReadOnlyList<Tensor> SoftCodes(Tensor latents, double temperature) =>
        [_quantizer.SoftCodes(latents.reshape(-1, _quantizer.VectorSize), temperature).view(latents.size(0), Layout.TotalCodes, -1)];

    public SampledPyramids SampleCodes(Tensor latents, double temperature, Generator random) => throw new NotSupportedException();

    public Tensor Decode(Tensor codes, int levels, int depths) => throw new NotSupportedException();

    public Tensor Codebook(int level, int depth) => _quantizer.Codebook(depth);

    public void Dispose() => _quantizer.Dispose();
}

using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the VQGAN tokenizer (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021). The defaults
/// make 8x8 codes of a 32 x 32 image, by an absolute error and a quantizer that learns by gradient, as published; the perceptual
/// and adversarial losses that make it a GAN are options.
/// </summary>
public sealed class VqGanOptions : BackboneTokenizerOptions
{
    /// <summary>The published defaults where they differ from those of the other tokenizers.</summary>
    public VqGanOptions()
    {
        ChannelMultipliers = [1, 1, 2];
        AttentionResolutions = [8];
        CodebookSize = 512;
        Quantizer = new GradientQuantizerOptions { LossForm = CodebookLossForm.Legacy };
        ReconstructionLoss = ReconstructionLoss.AbsoluteError;
    }

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new VqGan(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout
    {
        get
        {
            int side = ImageSize >> Halvings;
            return new CodeLayout(new CodeLevel(side, side, Quantizer.CodesPerVector, CodebookSize[0]));
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.CodebookSizes(CodebookSize, 1);
        CheckDivision(1);
        if (Quantizer.CodesPerVector != 1)
            throw new ArgumentOutOfRangeException(nameof(Quantizer), $"Quantizer makes {Quantizer.CodesPerVector} codes of a vector; VQGAN has one. Take {nameof(RqVaeOptions)} for residual quantization.");
        Quantizer.Validate(CodebookSize[0], MapVectorSize);
    }
}

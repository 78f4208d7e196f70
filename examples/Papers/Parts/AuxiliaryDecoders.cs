using System.Globalization;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>An encoder taught by an auxiliary decoder against one taught by its own autoregressive decoder.</summary>
internal sealed class AuxiliaryDecoders : Part
{
    private const int Side = 16, Coarse = 4, Drawn = 64;

    private static readonly (string Name, string Title, AuxiliaryDecoderKind Kind)[] Kinds =
    [
        ("forward", "auxiliary, feed-forward", AuxiliaryDecoderKind.FeedForward),
        ("masked", "auxiliary, masked self-prediction", AuxiliaryDecoderKind.MaskedSelfPrediction),
        ("end-to-end", "its own autoregressive decoder", AuxiliaryDecoderKind.EndToEnd),
    ];

    /// <inheritdoc/>
    public override string Name => "auxiliary";

    /// <inheritdoc/>
    public override string Title => "Auxiliary decoders against training end to end";

    /// <inheritdoc/>
    public override string Source => "De Fauw, Dieleman, Simonyan 2019: trained through an autoregressive decoder, codes are ignored where they are tight and hold local detail where they are loose; taught by an auxiliary decoder they hold what the picture is. "
        + "The paper's evidence is human ratings";

    /// <inheritdoc/>
    public override string Text => "One level: 4 x 4 codes of 256 of emoji of 16 x 16 pixels, the same encoder, codebook and autoregressive decoder, which learns from every picture of a batch; four epochs, one seed. "
        + "Only what teaches the encoder differs. Figures, of held-out emoji: bits a dimension of the pixels given the codes; and how much of the picture the codes hold, "
        + "as the PSNR of 64 pictures that the autoregressive decoder draws from them at temperature 0.7, in full and brought down to 4 x 4 pixels, where only the large shapes are left.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Kinds.Select(kind => TokenizerTrial.Of(desk, kind.Name, new CodeSource("auxiliary-" + kind.Name, () => Options(kind.Kind)), (trained, folder, figures) => Measure(desk, trained, folder, figures)))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        if (results["forward"] is { } forward && results["end-to-end"] is { } own)
        {
            claims.Add(new("Drawn from the codes of an auxiliary decoder, the large shapes are those of the picture more than drawn from codes learnt end to end", "human ratings",
                Invariant($"{forward["psnr coarse"]:F2} against {own["psnr coarse"]:F2} dB at 4 x 4 pixels"), Apart(forward["psnr coarse"], own["psnr coarse"], 0.3)));
            claims.Add(new("End to end, fewer codes come to mean anything", "codes are ignored (collapse)", Invariant($"perplexity {forward["perplexity 0.0"]:F0} against {own["perplexity 0.0"]:F0} of 256"), forward["perplexity 0.0"] > own["perplexity 0.0"]));
            claims.Add(new("Likelihood does not show it: end to end gives the pixels as few bits, or fewer", "said in words", Invariant($"{forward["bits pixels"]:F3} against {own["bits pixels"]:F3} bits a dimension"), Apart(forward["bits pixels"], own["bits pixels"], 0.02)));
        }
        if (results["masked"] is { } masked && results["end-to-end"] is { } end)
            claims.Add(new("The same of masked self-prediction", "human ratings", Invariant($"{masked["psnr coarse"]:F2} against {end["psnr coarse"]:F2} dB at 4 x 4 pixels"), Apart(masked["psnr coarse"], end["psnr coarse"], 0.3)));
        return new Comparison
        {
            Table = new FigureTable(["encoder taught by", "bits a dimension given codes", "drawn, dB", "drawn at 4 x 4, dB", "codes in use", "perplexity", "processor seconds"],
                [.. Kinds.Where(kind => results[kind.Name] is not null).Select(kind => Row(kind.Title, results[kind.Name]!))]),
            Claims = claims,
            Pictures = [.. Kinds.Select(kind => (kind.Title, results.File(kind.Name, "drawn.png"))).Where(one => one.Item2 is not null).Select(one => (one.Title, one.Item2!))],
        };
    }

    private static void Measure(Desk desk, TrainedTokenizer trained, RunFolder folder, TrialFigures figures)
    {
        var model = (AuxiliaryDecoderVq)trained.Tokenizer;
        ImageSet heldOut = desk.HeldOut(Side), drawn = new([.. Pictures.Spread(heldOut.Pictures, Drawn)], Side);
        double nats = 0;
        for (int start = 0; start < heldOut.Count; start += Drawn)
        {
            using DisposeScope scope = NewDisposeScope();
            nats += model.NegativeLogLikelihoods(heldOut.Batch(start, Math.Min(Drawn, heldOut.Count - start))).sum().item<float>();
        }
        figures["bits pixels"] = nats / Math.Log(2) / (3.0 * Side * Side * heldOut.Count);

        using DisposeScope all = NewDisposeScope();
        Tensor images = model.DrawImages(model.Encode(drawn.Batch(0, drawn.Count)), [.. Enumerable.Range(0, drawn.Count).Select(i => (ulong)i)], new SamplingOptions { Temperature = 0.7f });
        byte[][] rgb = [.. model.Options.Pixels.ToBytes(images).Chunk(3 * Side * Side)];
        figures["psnr drawn"] = TokenizerUse.MeanPsnr(drawn.Rgb, rgb);
        figures["psnr coarse"] = TokenizerUse.MeanPsnr([.. drawn.Rgb.Select(Shrunk)], [.. rgb.Select(Shrunk)]);
        File.WriteAllBytes(folder.File("drawn.png"), Desk.Strip(rgb, Side));
    }

    private static byte[] Shrunk(byte[] rgb) => ImageSet.Shrunk(rgb, Side, Coarse);

    private static bool? Apart(double larger, double smaller, double enough) => Math.Abs(larger - smaller) < enough ? null : larger > smaller;

    private static AuxiliaryDecoderOptions Options(AuxiliaryDecoderKind kind)
    {
        AuxiliaryDecoderOptions options = TokenizerRecipes.Trained(new AuxiliaryDecoderOptions
        {
            Levels = [new() { Factor = 4, CodebookSize = 256, Auxiliary = kind, AutoregressiveBlocks = 1, Quantizer = new EmaQuantizerOptions { RestartThreshold = 0.25 } }],
            // End to end, the loss that teaches the encoder teaches the autoregressive decoder from all pictures already.
            AutoregressiveShare = kind == AuxiliaryDecoderKind.EndToEnd ? 1.0 / 16 : 1,
            BatchSize = 16,
            DrawTemperature = 0.7,
        }, epochs: 4);
        (options.ImageSize, options.MaxShift) = (Side, 1);
        return options;
    }

    private static string[] Row(string title, TrialFigures figures) =>
    [
        title,
        Invariant($"{figures["bits pixels"]:F3}"),
        Invariant($"{figures["psnr drawn"]:F2}"),
        Invariant($"{figures["psnr coarse"]:F2}"),
        Invariant($"{100 * figures["used 0.0"]:F0} %"),
        Invariant($"{figures["perplexity 0.0"]:F0}"),
        Invariant($"{figures["seconds"]:N0}"),
    ];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

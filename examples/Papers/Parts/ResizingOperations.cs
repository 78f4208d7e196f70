using System.Globalization;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>HQ-VAE: how the features of a level are made of those of the next finer one.</summary>
internal sealed class ResizingOperations : Part
{
    private static readonly (string Name, string Title, CodeSource Source)[] Kinds =
    [
        ("shuffle", "pixel-shuffle", CodeSource.HqVae),
        ("average", "average and nearest", new("hqvae-average", () => TokenizerRecipes.HqVae(LevelResizing.Average, epochs: 8))),
        ("convolution", "convolution, with its losses", new("hqvae-convolution", () => TokenizerRecipes.HqVae(LevelResizing.Convolution, epochs: 8))),
    ];

    /// <inheritdoc/>
    public override string Name => "resizing";

    /// <inheritdoc/>
    public override string Title => "HQ-VAE: resizing operations";

    /// <inheritdoc/>
    public override string Source => "You, Kim, Kim, Lee, Han 2022: with pixel-shuffle the top codes hold most of the picture; average pooling leaves them coarse colours, and learnt convolutions need losses of their own";

    /// <inheritdoc/>
    public override string Text => "HQ-VAE with 4 x 4 above 8 x 8 codes of 256, emoji of 32 x 32 pixels, eight epochs, one seed. Figures: PSNR of the 186 held-out emoji from all codes and from the top codes alone. "
        + "Convolution has the losses that the published models have for it, feature reconstruction and the pixel error of the top alone, and is not trained without them here.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Kinds.Select(kind => TokenizerTrial.Of(desk, kind.Name, kind.Source, (trained, folder, figures) =>
    {
        ImageSet heldOut = desk.HeldOut();
        IReadOnlyList<byte[]> top = trained.Tokenizer.Pictures(trained.Tokenizer.Codes(heldOut), levels: 1);
        figures["psnr top"] = TokenizerUse.MeanPsnr(heldOut.Rgb, top);
        File.WriteAllBytes(folder.File("top.png"), Desk.Strip(top, heldOut.Side));
    }))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        if (results["shuffle"] is { } shuffle && results["average"] is { } average)
        {
            claims.Add(new("The top codes hold more of the picture with pixel-shuffle than with averages", "said of its pictures",
                Invariant($"top alone {shuffle["psnr top"]:F2} against {average["psnr top"]:F2} dB"), shuffle["psnr top"] > average["psnr top"]));
            claims.Add(new("All codes together reconstruct as well", "rFID 2.61 is of pixel-shuffle", Invariant($"{shuffle["psnr"]:F2} against {average["psnr"]:F2} dB"), shuffle["psnr"] > average["psnr"] - 0.25));
        }
        if (results["shuffle"] is { } best && results["convolution"] is { } learnt)
            claims.Add(new("Learnt resizing does not do better than pixel-shuffle", "pixel-shuffle was chosen", Invariant($"all codes {best["psnr"]:F2} against {learnt["psnr"]:F2} dB, top alone {best["psnr top"]:F2} against {learnt["psnr top"]:F2} dB"), best["psnr"] > learnt["psnr"]));
        return new Comparison
        {
            Table = new FigureTable(["resizing", "PSNR, dB", "PSNR of the top alone, dB", "codes in use", "perplexity"],
            [.. Kinds.Where(kind => results[kind.Name] is not null).Select(kind => Row(kind.Title, results[kind.Name]!))]),
            Claims = claims,
            Pictures = [.. Kinds.SelectMany(kind => ((string Title, string? File)[])[(kind.Title, results.File(kind.Name, "heldout.png")), (kind.Title + ", top alone", results.File(kind.Name, "top.png"))])
                .Where(one => one.File is not null).Select(one => (one.Title, one.File!))],
        };
    }

    private static string[] Row(string title, TrialFigures figures) =>
    [
        title,
        Invariant($"{figures["psnr"]:F2}"),
        Invariant($"{figures["psnr top"]:F2}"),
        Invariant($"{100 * figures["used 0.0"]:F0} / {100 * figures["used 1.0"]:F0} %"),
        Invariant($"{figures["perplexity 0.0"]:N0} / {figures["perplexity 1.0"]:N0}"),
    ];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

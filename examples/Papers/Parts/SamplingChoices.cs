using System.Globalization;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>VQGAN's Figure 9: top-k, top-p and rejection.</summary>
internal sealed class SamplingChoices : Part
{
    private const int Draws = 450;

    private static readonly (string Name, string Title, int TopK, float TopP, int Tries)[] Choices =
    [
        ("plain", "as the prior says", 0, 1, 1),
        ("k300", "top-k 300", 300, 1, 1),
        ("k100", "top-k 100", 100, 1, 1),
        ("k30", "top-k 30", 30, 1, 1),
        ("p95", "top-p 0.95", 0, 0.95f, 1),
        ("p88", "top-p 0.88", 0, 0.88f, 1),
        ("p75", "top-p 0.75", 0, 0.75f, 1),
        ("accept50", "rejection, 1 of 2 accepted", 0, 1, 2),
        ("accept25", "rejection, 1 of 4 accepted", 0, 1, 4),
    ];

    /// <inheritdoc/>
    public override string Name => "sampling";

    /// <inheritdoc/>
    public override string Title => "VQGAN: top-k, top-p and rejection";

    /// <inheritdoc/>
    public override string Source => "Esser, Rombach, Ommer 2021, Figure 9 and its table, FID on ImageNet: all 973 codes 29.20, top-k 250 15.98, top-p 0.88 15.78; mixed k 17.04, with 1 of 2, 4, 20 and 200 accepted 10.26, 7.35, 5.88, 6.59";

    /// <inheritdoc/>
    public override string Text => "The row-major transformer of the orderings. Of each setting 450 pictures, categories as often as in training, from the same seeds; rejection draws 2 or 4 for each and keeps "
        + "the one that the classifier is surest of. That the Frechet distance is measured in features of the same classifier is in rejection's favour.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Choices.Select(choice => new Trial(choice.Name,
        $"{Recipe.Of(desk.Shortened(PriorRecipes.Raster()), desk.RecipeOf(CodeSource.VqGan))}, {choice.TopK} {choice.TopP.ToString(CultureInfo.InvariantCulture)} {choice.Tries} of {Draws}", folder => Run(desk, choice, folder)))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        double? Of(string name) => results[name]?["frechet"];
        if (Of("plain") is { } plain)
        {
            if (Best("k300", "k100", "k30") is { } k)
                claims.Add(new("A limit on k lowers the distance", "29.20 → 15.98", Invariant($"{plain:F3} → {k:F3} at the best k"), k < plain));
            if (Best("p95", "p88", "p75") is { } p)
                claims.Add(new("A limit on p lowers the distance", "29.20 → 15.78", Invariant($"{plain:F3} → {p:F3} at the best p"), p < plain));
            if (Of("accept50") is { } half && Of("accept25") is { } quarter)
                claims.Add(new("Rejection lowers it, more the more is rejected", "17.04 → 10.26 → 7.35", Invariant($"{plain:F3} → {half:F3} → {quarter:F3}"), half < plain && quarter < half));
        }
        return new Comparison
        {
            Table = new FigureTable(["drawn", "Frechet distance", "sureness of the classifier"], [.. Choices.Where(choice => results[choice.Name] is not null).Select(choice => (IReadOnlyList<string>)
            [
                choice.Title, Invariant($"{results[choice.Name]!["frechet"]:F3}"), Invariant($"{results[choice.Name]!["sureness"]:F3}"),
            ])]),
            Claims = claims,
            Pictures = [.. Choices.Select(choice => (choice.Title, results.File(choice.Name, "drawn.png"))).Where(one => one.Item2 is not null).Select(one => (one.Title, one.Item2!))],
        };

        double? Best(params string[] names) => names.Select(Of).OfType<double>().Cast<double?>().Min();
    }

    private TrialFigures Run(Desk desk, (string Name, string Title, int TopK, float TopP, int Tries) choice, RunFolder folder)
    {
        EncodedPictures codes = desk.Codes(CodeSource.VqGan);
        using TrainedPrior prior = PriorTrial.Train(desk, "raster-rowmajor", codes, PriorRecipes.Raster());
        int[] classes = EmojiJudge.Classes(codes, Math.Min(Draws, desk.Effort.Draws));
        var kept = new byte[classes.Length][];
        float[] sureness = new float[classes.Length];
        for (int attempt = 0; attempt < choice.Tries; attempt++)
        {
            IReadOnlyList<byte[]> pictures = codes.Tokenizer.Pictures(prior.Draw(classes, new SamplingOptions { TopK = choice.TopK, TopP = choice.TopP, Seed = (ulong)(attempt * Draws) }));
            float[] sure = desk.Judge.Sureness(pictures, classes);
            for (int i = 0; i < classes.Length; i++)
            {
                if (attempt == 0 || sure[i] > sureness[i])
                    (kept[i], sureness[i]) = (pictures[i], sure[i]);
            }
        }
        var figures = new TrialFigures { ["frechet"] = desk.Judge.Distance(kept), ["sureness"] = sureness.Average(), ["accuracy of the classifier"] = desk.Judge.Accuracy };
        File.WriteAllBytes(folder.File("drawn.png"), Desk.Strip(kept, Pictures.Size));
        return figures;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

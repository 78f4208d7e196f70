using HierVQ.Examples.Priors;

namespace HierVQ.Examples.Tests;

[TestClass]
public sealed class PriorsTests
{
    private readonly string _output = Directory.CreateTempSubdirectory("hiervq-priors-").FullName;

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_output, recursive: true);

    [TestMethod]
    public void A_prior_is_trained_and_shown_once()
    {
        using Pictures pictures = Pictures.Emoji();
        IReadOnlyList<PriorKind> kinds = PriorKinds.Named(["hiertransformer"]);
        string docs = Directory.CreateDirectory(Path.Combine(_output, "docs")).FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "docs", "priors.md"), Path.Combine(docs, "priors.md"));
        using var desk = new Desk(pictures, Effort.Quick, Path.Combine(_output, "priors"), CancellationToken.None);
        Assert.IsEmpty(TrialRunner.Run([PriorShow.Of(desk, kinds[0])], desk.Folder("")));
        Examples.Priors.Shown shown = Examples.Priors.Shown.Of(desk, kinds).Single();
        Assert.AreEqual(80, shown.Figures["codes"]);
        Assert.IsTrue(shown.Figures["bits"] is > 4 and < 10, shown.Figures.ToString());
        Assert.AreEqual(80 * shown.Figures["bits"], shown.Figures["bits an image"], 1e-3);
        Assert.AreNotEqual(0, shown.Sheet(PriorShow.Completions).Length);

        PageCommand.Run(desk, docs);
        Assert.Contains("HierTransformer, two levels", File.ReadAllText(Path.Combine(_output, "priors", "priors.html")));
        Assert.Contains("| HierTransformer, two levels |", File.ReadAllText(Path.Combine(docs, "priors.md")));
        Assert.IsTrue(File.Exists(Path.Combine(docs, "images", "priors", "hiertransformer-samples.png")));

        DateTime saved = File.GetLastWriteTimeUtc(shown.Folder.Figures);
        Assert.IsEmpty(TrialRunner.Run([PriorShow.Of(desk, kinds[0])], desk.Folder("")));
        Assert.AreEqual(saved, File.GetLastWriteTimeUtc(shown.Folder.Figures), "A finished prior was run again.");
    }

    [TestMethod]
    public void Every_prior_has_a_name_of_its_own_and_takes_the_codes_it_is_for()
    {
        IReadOnlyList<PriorKind> all = PriorKinds.All;
        Assert.HasCount(all.Count, all.Select(kind => kind.Name).Distinct().ToArray());
        foreach (PriorKind kind in all)
        {
            PriorOptions options = kind.Options();
            options.ValidateForTraining();
            options.ValidateLayout(kind.Codes.Options().Layout);
        }
    }

    [TestMethod]
    public void A_prior_that_is_not_there_is_refused_by_name() =>
        Assert.Contains("nothing", Assert.ThrowsExactly<ArgumentException>(() => PriorKinds.Named(["nothing"])).Message);
}

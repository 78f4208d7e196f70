using HierVQ.Examples.Papers;
using PageCommand = HierVQ.Examples.Papers.PageCommand;

namespace HierVQ.Examples.Tests;

[TestClass]
public sealed class PapersTests
{
    private static readonly string Document = Path.Combine(AppContext.BaseDirectory, "docs", "papers.md");

    private readonly string _output = Directory.CreateTempSubdirectory("hiervq-papers-").FullName;

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_output, recursive: true);

    [TestMethod]
    public void A_part_is_run_compared_and_shown_once()
    {
        using Pictures pictures = Pictures.Emoji();
        IReadOnlyList<(Part Part, string? Trial)> parts = AllParts.Named(["heads"]);
        string docs = Directory.CreateDirectory(Path.Combine(_output, "docs")).FullName;
        File.Copy(Document, Path.Combine(docs, "papers.md"));
        using (var desk = new Desk(pictures, Effort.Quick, Path.Combine(_output, "papers"), CancellationToken.None))
        {
            Assert.IsEmpty(RunCommand.Run(parts, desk));
            Results results = RunCommand.Finished(parts[0].Part, desk);
            Assert.AreEqual(parts[0].Part.Trials(desk).Count, results.Count);
            Assert.IsTrue(results.Over("addition", "bits") is { Mean: > 4 and < 10 }, results["addition-1"]?.ToString());
            Assert.IsTrue(results.Over("addition", "frechet") is { Mean: > 0 }, results["addition-1"]?.ToString());
            PageCommand.Run(desk, docs);
        }
        Assert.Contains("soft labels", File.ReadAllText(Path.Combine(_output, "papers", "papers.html")));
        Assert.Contains("| addition, parallel head, hard labels |", File.ReadAllText(Path.Combine(docs, "papers.md")));

        string weights = Path.Combine(_output, "papers", "priors", "heads-addition-1", "weights.safetensors");
        DateTime saved = File.GetLastWriteTimeUtc(weights);
        using var again = new Desk(pictures, Effort.Quick, Path.Combine(_output, "papers"), CancellationToken.None);
        Assert.IsEmpty(RunCommand.Run(parts, again));
        Assert.AreEqual(saved, File.GetLastWriteTimeUtc(weights), "A finished trial was run again.");
    }

    [TestMethod]
    public void Trials_have_names_of_their_own_and_options_that_train()
    {
        using Pictures pictures = Pictures.Emoji();
        using var desk = new Desk(pictures, Effort.Full, _output, CancellationToken.None);
        foreach (Part part in AllParts.List)
        {
            string[] names = [.. part.Trials(desk).Select(trial => trial.Name)];
            Assert.HasCount(names.Length, names.Distinct().ToArray(), part.Name);
            Assert.Contains($"<!-- {part.Name}: begin -->", File.ReadAllText(Document));
        }
    }

    [TestMethod]
    public void A_page_of_nothing_says_so()
    {
        using Pictures pictures = Pictures.Emoji();
        using var desk = new Desk(pictures, Effort.Quick, _output, CancellationToken.None);
        Assert.ThrowsExactly<InvalidOperationException>(() => PageCommand.Run(desk, docs: null));
    }

    [TestMethod]
    public void A_part_that_is_not_there_is_refused_by_name() =>
        Assert.Contains("nothing", Assert.ThrowsExactly<ArgumentException>(() => AllParts.Named(["nothing"])).Message);

    [TestMethod]
    public void A_trial_that_is_not_there_is_refused_by_name()
    {
        using Pictures pictures = Pictures.Emoji();
        using var desk = new Desk(pictures, Effort.Quick, _output, CancellationToken.None);
        Assert.Contains("soft-1", Assert.ThrowsExactly<ArgumentException>(() => RunCommand.Run(AllParts.Named(["heads/nothing"]), desk)).Message);
    }

    [TestMethod]
    public void Seeds_that_differ_by_as_much_as_what_is_compared_decide_nothing()
    {
        Assert.IsNull(new Measured([1.0, 2.0]).IsBelow(new Measured([1.5, 2.5])));
        Assert.IsTrue(new Measured([1.0, 1.1]).IsBelow(new Measured([1.5, 1.6])));
        Assert.IsFalse(new Measured([3.0]).IsBelow(new Measured([1.5, 1.6])));
    }
}

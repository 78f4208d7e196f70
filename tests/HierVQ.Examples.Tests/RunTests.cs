using HierVQ.Examples.Tokenizers;

namespace HierVQ.Examples.Tests;

[TestClass]
public sealed class RunTests
{
    private readonly string _output = Directory.CreateTempSubdirectory("hiervq-tokenizers-").FullName;

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_output, recursive: true);

    [TestMethod]
    public void AVariantIsTrainedMeasuredAndShownOnce()
    {
        var variants = new Variants(lpips: null);
        IReadOnlyList<Variant> one = variants.Named(["hqvae-shuffle"]);
        using var pictures = Pictures.Emoji();
        Assert.IsEmpty(RunCommand.Run(one, pictures, Workload.Quick, _output, CancellationToken.None));
        Finished finished = Finished.Of(one, _output).Single();
        Assert.HasCount(2, finished.Figures.Levels);
        Assert.AreEqual(640, finished.Figures.Bits, 1e-9);
        Assert.IsTrue(finished.Figures.Whole is { Psnr: > 0 and < 60, Ssim: > -1 and < 1 }, finished.Figures.Whole.ToString());
        Assert.HasCount(2, finished.Figures.Views);
        Assert.AreNotEqual(0, finished.Strip(finished.Figures.Views[1]).Length);

        DateTime saved = File.GetLastWriteTimeUtc(finished.Folder.Model);
        Assert.IsEmpty(RunCommand.Run(one, pictures, Workload.Quick, _output, CancellationToken.None));
        Assert.AreEqual(saved, File.GetLastWriteTimeUtc(finished.Folder.Model), "A finished variant was trained again.");

        string docs = Directory.CreateDirectory(Path.Combine(_output, "docs")).FullName;
        File.WriteAllText(Path.Combine(docs, "tokenizers.md"), string.Concat(((string[])["tokenizers", "tokenizers in pictures", "machine"]).Select(name => $"before\n<!-- {name}: begin -->\nold\n<!-- {name}: end -->\n")));
        PageCommand.Run(variants, _output, docs);
        Assert.Contains("HQ-VAE, pixel-shuffle", File.ReadAllText(Path.Combine(_output, "tokenizers.html")));
        string text = File.ReadAllText(Path.Combine(docs, "tokenizers.md"));
        Assert.Contains("| HQ-VAE, pixel-shuffle | 4x4 + 8x8 of 256 | 640 |", text);
        Assert.DoesNotContain("old", text);
        Assert.IsTrue(File.Exists(Path.Combine(docs, "images", "tokenizers", "hqvae-shuffle.png")));
    }

    [TestMethod]
    public void APageOfNothingSaysSo() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => PageCommand.Run(new Variants(lpips: null), _output, docs: null));

    [TestMethod]
    public void AnOptionWithoutValueIsRefused() => Assert.ThrowsExactly<FormatException>(() => Arguments.Parse(["all", "--output"]));
}

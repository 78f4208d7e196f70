using HierVQ.Examples.Tokenizers;

namespace HierVQ.Examples.Tests;

[TestClass]
public sealed class VariantsTests
{
    private static readonly Variants s_variants = new(lpips: null);

    [TestMethod]
    public void EveryVariantHasOptionsThatTrain()
    {
        foreach (Variant variant in s_variants.All)
            variant.Options().Validate();
    }

    [TestMethod]
    public void NamesAreDifferentAndGoodForFolders()
    {
        string[] names = [.. s_variants.All.Select(variant => variant.Name)];
        Assert.HasCount(names.Length, names.Distinct().ToArray());
        Assert.IsTrue(names.All(name => name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')), string.Join(", ", names));
    }

    [TestMethod]
    public void TokenizersAreComparedAtAboutTheSameBits()
    {
        foreach (Variant variant in s_variants.Tokenizers.Where(variant => variant.Name != "palette"))
        {
            double bits = variant.Options().Layout.Sum(level => level.Count * Math.Log2(level.CodebookSize));
            Assert.IsTrue(bits is > 630 and < 650, $"{variant.Name} has {bits:F0} bits a picture.");
        }
    }

    [TestMethod]
    public void TheLargeCodebooksAreOfOneSize()
    {
        foreach (Variant variant in s_variants.Collapse)
            Assert.AreEqual(4096, variant.Options().Layout.Single().CodebookSize, variant.Name);
    }

    [TestMethod]
    public void LpipsIsComparedWhereItsWeightsAre()
    {
        Assert.IsFalse(s_variants.All.Any(variant => variant.Name == "vqgan-lpips"));
        Assert.IsTrue(new Variants(lpips: "lpips.safetensors").All.Any(variant => variant.Name == "vqgan-lpips"));
    }

    [TestMethod]
    public void AVariantThatIsNotThereIsRefusedByName() =>
        Assert.Contains("nothing", Assert.ThrowsExactly<ArgumentException>(() => s_variants.Named(["nothing"])).Message);
}

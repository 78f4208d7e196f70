using HierVQ.Serialization;

namespace HierVQ.Tests.Serialization;

[TestClass]
public sealed class NameMapTests
{
    private static readonly NameMap Map = new NameMap("somewhere", "encoder.weight")
        .Drop("loss.*", "version")
        .Same("encoder.*")
        .To("book.#.weight", "levels.0.books.#.table", WeightForm.WithoutLastRow)
        .To("book.#.#.*", "#/#/*");

    [TestMethod]
    [DataRow("encoder.weight", "encoder.weight", WeightForm.AsIs)]
    [DataRow("encoder.", "encoder.", WeightForm.AsIs)]
    [DataRow("book.12.weight", "levels.0.books.12.table", WeightForm.WithoutLastRow)]
    [DataRow("book.1.20.x.y", "1/20/x.y", WeightForm.AsIs)]
    public void Names_are_translated(string name, string expected, object form)
    {
        Assert.IsTrue(Map.TryMap(name, out string? target, out WeightForm how));
        Assert.AreEqual((expected, (WeightForm)form), (target, how));
    }

    [TestMethod]
    [DataRow("loss.")]
    [DataRow("loss.discriminator.main.0.weight")]
    [DataRow("version")]
    public void What_is_no_part_of_the_network_is_known_and_dropped(string name)
    {
        Assert.IsTrue(Map.TryMap(name, out string? target, out _));
        Assert.IsNull(target);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("versions")]
    [DataRow("the.encoder.weight")]
    [DataRow("book.one.weight")]
    [DataRow("book.1xweight")]
    public void Other_names_are_unknown(string name) => Assert.IsFalse(Map.TryMap(name, out _, out _));

    [TestMethod]
    [DataRow("", "encoder.weight")]
    [DataRow("generator.", "generator.encoder.weight", "lpips.weight")]
    [DataRow("", "other.encoder.weight", "encoder.weight")]
    public void The_prefix_is_what_stands_before_the_anchor(string expected, params string[] names) =>
        Assert.AreEqual(expected, WeightPrefix.Find(names, Map, "a.pt"));

    [TestMethod]
    public void Without_the_anchor_or_with_several_the_prefix_is_asked_for()
    {
        Assert.Contains("no weight 'encoder.weight', which every checkpoint of somewhere has",
            Assert.ThrowsExactly<PublishedWeightsException>(() => WeightPrefix.Find(["xencoder.weight", "encoder.bias"], Map, "a.pt")).Message);
        Assert.Contains("which prefix of 'one.', 'two.' is meant",
            Assert.ThrowsExactly<PublishedWeightsException>(() => WeightPrefix.Find(["one.encoder.weight", "two.encoder.weight"], Map, "a.pt")).Message);
    }
}

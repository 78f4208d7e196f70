using System.Reflection;
using System.Text.Json.Serialization;

namespace HierVQ.Tests.Priors.Every;

[TestClass]
public sealed class EveryKindTests
{
    [TestMethod]
    public void EveryKindOfPriorIsAmongTheTinyOnes()
    {
        Type[] kinds = [.. typeof(PriorOptions).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType)];
        Type[] tiny = [.. TinyPriors.All.Select(prior => prior.Options.GetType()).Distinct()];
        CollectionAssert.AreEquivalent(kinds, tiny, "A kind of prior is missing in tests/Shared/TinyPriors.cs: add a line there.");
    }

    [TestMethod]
    public void NamesAreDifferent() => Assert.AreEqual(TinyPriors.All.Count, TinyPriors.All.Select(prior => prior.Name).Distinct().Count());
}

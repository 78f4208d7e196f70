using HierVQ.Architecture.Tests.Surface;

namespace HierVQ.Architecture.Tests;

[TestClass]
public sealed class PackageSurfaceTests
{
    private static readonly string[] s_packages = ["Microsoft.ML", "TorchSharp", "SixLabors"];

    private static bool IsPackage(string assembly) => s_packages.Any(prefix => assembly.StartsWith(prefix, StringComparison.Ordinal));

    [TestMethod]
    public void EveryMemberThatWeUseExistsInTheRealPackages()
    {
        KnownMembers known = Lists();
        var missing = new List<string>();
        int used = 0;
        foreach (string project in Repository.Projects("src", "tests", "examples", "benchmarks").Select(Path.GetFileNameWithoutExtension)!)
        {
            string assembly = Repository.Assembly(project);
            // A single test project may be built alone; the gate builds the solution, and there everything is present.
            if (!File.Exists(assembly))
                continue;
            SortedSet<string> uses = UsedMembers.Of(assembly, IsPackage);
            used += uses.Count;
            missing.AddRange(uses.Where(line => !known.Contains(line)).Select(line => $"{project}: {line}"));
        }
        Assert.IsEmpty(missing, "These members exist in the substitutes of offline/ only:\n" + string.Join('\n', missing));
        Assert.IsGreaterThan(0, used);
    }

    [TestMethod]
    public void TheCheckFindsAMemberThatIsNotListed()
    {
        // Its own proof: with half of the lists gone, uses are missing.
        var half = new KnownMembers(Lines().Where(line => !line.Contains("TorchSharp.torch", StringComparison.Ordinal)));
        SortedSet<string> uses = UsedMembers.Of(Repository.Assembly("HierVQ.Core"), IsPackage);
        Assert.IsTrue(uses.Any(line => !half.Contains(line)));
    }

    private static KnownMembers Lists() => new(Lines());

    private static IEnumerable<string> Lines() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "eng", "surface", "packages"), "*.txt").SelectMany(File.ReadLines);
}

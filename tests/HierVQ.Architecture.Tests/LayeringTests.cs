using System.Xml.Linq;
using HierVQ.Architecture.Tests.Surface;

namespace HierVQ.Architecture.Tests;

[TestClass]
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["HierVQ.Core"] = [],
        ["HierVQ.Transforms"] = ["HierVQ.Core"],
        ["HierVQ.Trainers"] = ["HierVQ.Transforms", "HierVQ.Core"],
        ["HierVQ.ML"] = ["HierVQ.Trainers", "HierVQ.Transforms", "HierVQ.Core"],
    };

    [TestMethod]
    public void ArrowsBetweenTheLibrariesPointOneWay()
    {
        foreach (string library in Repository.Libraries)
        {
            IEnumerable<string> ours = UsedMembers.References(Repository.Assembly(library)).Where(name => name.StartsWith("HierVQ", StringComparison.Ordinal));
            string[] forbidden = [.. ours.Except(s_allowed[library])];
            Assert.IsEmpty(forbidden, $"{library} must not reference {string.Join(", ", forbidden)}.");
        }
    }

    [TestMethod]
    public void CoreKnowsNoMLNet()
    {
        string[] references = UsedMembers.References(Repository.Assembly("HierVQ.Core"));
        Assert.IsEmpty(references.Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void NothingNamesTheOfflineFolder()
    {
        // Deleting offline/ must leave a project that builds from NuGet: only the mapping in Directory.Build.targets may name the folder.
        foreach (string project in Repository.Projects("src", "tests", "examples", "benchmarks"))
        {
            string[] references = [.. XDocument.Load(project).Descendants("ProjectReference").Select(item => item.Attribute("Include")!.Value)];
            Assert.IsEmpty(references.Where(path => path.Contains("offline", StringComparison.Ordinal)).ToArray(), project);
        }
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "HierVQ.sln"));
        Assert.DoesNotContain("offline", solution);
    }

    [TestMethod]
    public void TheSolutionHoldsEveryProject()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "HierVQ.sln")).Replace('\\', '/');
        foreach (string project in Repository.Projects("src", "tests", "examples", "benchmarks"))
            Assert.Contains(Path.GetRelativePath(Repository.Root, project).Replace('\\', '/'), solution);
    }
}

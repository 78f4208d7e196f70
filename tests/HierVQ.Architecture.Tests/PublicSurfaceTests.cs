using HierVQ.Architecture.Tests.Surface;

namespace HierVQ.Architecture.Tests;

[TestClass]
public sealed class PublicSurfaceTests
{
    [TestMethod]
    [DataRow("HierVQ.Core")]
    [DataRow("HierVQ.Transforms")]
    [DataRow("HierVQ.Trainers")]
    [DataRow("HierVQ.ML")]
    public void ThePublicSurfaceIsTheCommittedOne(string library)
    {
        string path = Path.Combine(Repository.Root, "eng", "surface", "public", library + ".txt");
        string[] actual = [.. PublicMembers.Of(Repository.Assembly(library))];
        if (Environment.GetEnvironmentVariable("HIERVQ_UPDATE_SURFACE") == "1")
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
        string[] committed = File.ReadAllLines(path);
        string[] added = [.. actual.Except(committed).Select(line => "+ " + line)];
        string[] removed = [.. committed.Except(actual).Select(line => "- " + line)];
        Assert.IsEmpty(added.Concat(removed).ToArray(),
            $"The public surface of {library} changed. If that is meant, set HIERVQ_UPDATE_SURFACE=1 and run this test again.\n" + string.Join('\n', [.. added, .. removed]));
    }
}

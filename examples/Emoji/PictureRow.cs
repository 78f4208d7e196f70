using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Examples.Emoji;

/// <summary>A row of the pipeline's input.</summary>
internal sealed class PictureRow
{
    /// <summary>The category.</summary>
    public string Label { get; set; } = "";

    /// <summary>The picture.</summary>
    [ImageType(Pictures.Size, Pictures.Size)]
    public MLImage? Image { get; set; }
}

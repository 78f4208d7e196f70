using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Examples.Tokenizers;

/// <summary>A picture and what came back of it.</summary>
internal sealed class PairRow
{
    /// <summary>The picture.</summary>
    [ImageType(Pictures.Size, Pictures.Size)]
    public MLImage? Image { get; set; }

    /// <summary>What came back.</summary>
    [ImageType(Pictures.Size, Pictures.Size)]
    public MLImage? Reconstructed { get; set; }
}

using Microsoft.ML;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Pictures, and the same as rows.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="Rows">A row each, in the same order.</param>
internal sealed record PictureSet(Picture[] Pictures, IDataView Rows)
{
    /// <summary>Some pictures with their rows, whose images are disposed with the owner.</summary>
    public static PictureSet Of(MLContext ml, Pictures owner, IEnumerable<Picture> chosen)
    {
        Picture[] pictures = [.. chosen];
        return new PictureSet(pictures, owner.Rows(ml, pictures));
    }
}

namespace HierVQ.Images;

/// <summary>What is wrong with an encoded image.</summary>
public enum ImageProblem
{
    /// <summary>The bytes are of no format that is read.</summary>
    NotAnImage,

    /// <summary>The file ends before its image does.</summary>
    Truncated,

    /// <summary>The format is known, but its content makes no sense.</summary>
    Damaged,

    /// <summary>The header promises more pixels than are allowed.</summary>
    TooLarge,

    /// <summary>It should hold numbers of classes, but a pixel is of none, or the file has not kept them.</summary>
    NoClassMap,
}

namespace HierVQ.Images;

/// <summary>An encoded image cannot be used. The message names the image and says what is wrong and what to do.</summary>
public sealed class InvalidImageException : FormatException
{
    internal InvalidImageException(string imageName, ImageProblem problem, string detail, Exception? inner = null)
        : base($"Image '{imageName}' {detail}", inner)
    {
        ImageName = imageName;
        Problem = problem;
    }

    /// <summary>The file, or the name that the caller gave to the bytes.</summary>
    public string ImageName { get; }

    /// <summary>What is wrong.</summary>
    public ImageProblem Problem { get; }
}

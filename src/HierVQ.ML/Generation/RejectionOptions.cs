using Microsoft.ML;

namespace HierVQ;

/// <summary>
/// Rejection by a classifier: more images are drawn than asked for, and those are kept that a classifier most likely takes for their label
/// (Razavi, van den Oord, Vinyals 2019, section 4.3; Esser, Rombach, Ommer 2021).
/// </summary>
public sealed class RejectionOptions
{
    /// <summary>Rejection by a classifier.</summary>
    /// <param name="classifier">
    /// A fitted or loaded pipeline that reads images and gives the probabilities of labels, a vector; its slot names, or the key values of the predicted label,
    /// say which number is whose. It stays the caller's, and is read by one thread at a time within a call.
    /// </param>
    public RejectionOptions(ITransformer classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        Classifier = classifier;
    }

    /// <summary>The classifier.</summary>
    public ITransformer Classifier { get; }

    /// <summary>Share of the drawn images that is kept, above 0 and at most 1. Default 0.5.</summary>
    public double AcceptanceRate { get; set; } = 0.5;

    /// <summary>The classifier's label whose probability counts; null (default) for <see cref="SamplingOptions.Label"/>.</summary>
    public string? Label { get; set; }

    /// <summary>Name of the column of images (MLImage) that the classifier reads. Default <c>Image</c>.</summary>
    public string ImageColumnName { get; set; } = "Image";

    /// <summary>Name of a column that holds the label (Text) beside the image, which a classifier's pipeline may ask for. Default <c>Label</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of the probabilities (Vector&lt;Single&gt;) that the classifier gives. Default <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>Name of the predicted label, a key whose key values name the probabilities where they have no slot names. Default <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>Images drawn and judged in one round; what is kept does not depend on it, memory does. At least 1; default 256.</summary>
    public int RoundSize { get; set; } = 256;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        if (!(AcceptanceRate > 0 && AcceptanceRate <= 1))
            throw new ArgumentOutOfRangeException(nameof(AcceptanceRate), AcceptanceRate, $"AcceptanceRate is {AcceptanceRate}; it must be above 0 and at most 1.");
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(LabelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ScoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(PredictedLabelColumnName);
        if (ImageColumnName == LabelColumnName)
            throw new ArgumentException($"ImageColumnName and LabelColumnName are both '{ImageColumnName}'; they must differ.", nameof(LabelColumnName));
        if (RoundSize < 1)
            throw new ArgumentOutOfRangeException(nameof(RoundSize), RoundSize, $"RoundSize is {RoundSize}; it must be at least 1.");
    }
}

using HierVQ.Training;

namespace HierVQ.Tokenizers;

/// <summary>A tokenizer that is fitted to images in a way of its own, not by gradients.</summary>
public interface IFittableTokenizer : ITokenizer
{
    /// <summary>Fits it, from the start: what it has learnt before is forgotten. It keeps what it had if this throws. The same images, options and seed give the same tokenizer.</summary>
    /// <param name="images">The training images, at least one.</param>
    /// <param name="options">How; the shape comes from the tokenizer itself.</param>
    /// <param name="progress">Told about progress, beside the options' own callback; or null.</param>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    void Fit(IImageBatches images, TokenizerOptions options, IProgress<TrainingProgress>? progress = null);
}

using HierVQ.Images;
using HierVQ.Tokenizers;

namespace HierVQ.Training;

/// <summary>Stage one: fits a tokenizer to images.</summary>
public static class TokenizerTraining
{
    /// <summary>Trains a tokenizer, from the weights that it has, from the options' pretrained ones or from the checkpoint in the options' folder, and leaves it ready for use.</summary>
    /// <param name="tokenizer">The tokenizer, on its device.</param>
    /// <param name="images">The training images.</param>
    /// <param name="options">How to train; the shape of the network comes from the tokenizer itself.</param>
    /// <param name="progress">Told about progress, beside the options' own callback; or null.</param>
    /// <exception cref="ArgumentException">There are no images, they are not of the tokenizer's content, or the tokenizer is none that can be trained.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; with a checkpoint folder, training can go on from there.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="PublishedWeightsException">The options' pretrained weights are not those of this tokenizer.</exception>
    /// <exception cref="InvalidOperationException">The folder's checkpoint is of another training.</exception>
    public static void Fit(ITokenizer tokenizer, IImageBatches images, TokenizerOptions options, IProgress<TrainingProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateForTraining();
        if (images.Count == 0)
            throw new ArgumentException("There are no images to train on.", nameof(images));
        PixelForm form = tokenizer.Options.Pixels;
        if (images.PixelBytes != form.Bytes)
            throw new ArgumentException($"The images have {images.PixelBytes} bytes a pixel; Content of the tokenizer is {tokenizer.Options.Content}, which has {form.Bytes}.", nameof(images));
        if (options.PretrainedWeights is { } weights)
            PublishedWeights.Load(tokenizer, weights);
        switch (tokenizer)
        {
            case IFittableTokenizer fittable:
                foreach (string warning in CodebookRoom.Warnings(tokenizer.Layout, images.Count, options))
                    options.WarningCallback?.Invoke(warning);
                fittable.Fit(images, options, progress);
                break;
            case ITrainableTokenizer trainable:
                using (var stage = new TokenizerStage(trainable, images, options))
                using (var loop = new TrainingLoop(stage, options, progress))
                    loop.Run();
                break;
            default:
                throw new ArgumentException($"A tokenizer of {tokenizer.Options.GetType().Name} cannot be trained.", nameof(tokenizer));
        }
    }
}

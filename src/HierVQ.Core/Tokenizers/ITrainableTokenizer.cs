using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>A tokenizer that can be trained, by one thread at a time.</summary>
public interface ITrainableTokenizer : ITokenizer
{
    /// <summary>Source of all random choices of training (restarts of unused codes, dropout). The training loop seeds it anew for every step.</summary>
    Generator Random { get; }

    /// <summary>
    /// The losses of one training step on a batch. Codebooks that learn without gradients have learnt when it returns. Put
    /// <see cref="ITokenizer.Module"/> into training mode before the first step, and into evaluation mode after the last: dropout obeys.
    /// </summary>
    /// <param name="images">(N, 3, H, W) in [-1, 1].</param>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    TokenizerLoss TrainingLoss(Tensor images);
}

using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>
/// What a tokenizer learns by. Some have a critic beside them, a network that is trained in turn with the tokenizer by an optimizer of its
/// own; it is kept in checkpoints and is no part of the model.
/// </summary>
public interface ITokenizerObjective : IDisposable
{
    /// <summary>The critic (the discriminator of adversarial training); null where there is none.</summary>
    nn.Module? Critic { get; }

    /// <summary>The tokenizer's losses on a batch. Codebooks that learn without gradients have learnt when it returns.</summary>
    /// <param name="images">(N, C, H, W), as the tokenizer takes them.</param>
    /// <param name="moment">The step.</param>
    TokenizerLoss Loss(Tensor images, TrainingMoment moment);

    /// <summary>
    /// The critic's loss on the same batch, after the tokenizer's own step: a scalar with its graph, or null while the critic does not take
    /// part. Called only where there is a critic; where a step is several batches, in the order of <see cref="Loss"/>.
    /// </summary>
    /// <param name="images">(N, C, H, W), as the tokenizer takes them.</param>
    /// <param name="moment">The step.</param>
    Tensor? CriticLoss(Tensor images, TrainingMoment moment);

    /// <summary>The terms of the last <see cref="CriticLoss"/>, for reports, in its dispose scope.</summary>
    IReadOnlyList<LossTerm> CriticTerms => [];

    /// <summary>What the user should know before training begins, such as a loss that is asked for and cannot be had.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>How well held-out images come back, one number an image, the higher the better; the network is in evaluation mode. (N)</summary>
    /// <param name="images">(N, C, H, W), as the tokenizer takes them.</param>
    Tensor Measure(Tensor images);
}

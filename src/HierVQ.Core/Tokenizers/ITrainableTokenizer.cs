using HierVQ.Training;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>A tokenizer that can be trained, by one thread at a time.</summary>
public interface ITrainableTokenizer : ITokenizer
{
    /// <summary>Source of all random choices of training (restarts of unused codes, dropout). The training loop seeds it anew for every step.</summary>
    Generator Random { get; }

    /// <summary>
    /// What it learns by: made once a training, before any work. Put <see cref="ITokenizer.Module"/> into training mode before the first
    /// step and into evaluation mode after the last: dropout and codebooks obey.
    /// </summary>
    ITokenizerObjective CreateObjective();
}

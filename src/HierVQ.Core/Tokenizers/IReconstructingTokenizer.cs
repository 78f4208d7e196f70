using HierVQ.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>A tokenizer that learns by making its own images again: what losses on images need of it.</summary>
public interface IReconstructingTokenizer : ITrainableTokenizer
{
    /// <summary>The whole first stage, from images to their reconstruction, with gradients. In training mode codebooks that learn without gradients have learnt when it returns.</summary>
    /// <param name="images">(N, C, H, W), as the tokenizer takes them.</param>
    /// <param name="moment">The step for which it is.</param>
    /// <exception cref="ArgumentException">The images are not of the size that the options say.</exception>
    TokenizerPass Pass(Tensor images, TrainingMoment moment);

    /// <summary>The kernels of the decoder's last convolution, by whose gradients an adversarial loss is weighed (Esser et al. 2021, equation 7).</summary>
    Parameter LastWeight { get; }
}

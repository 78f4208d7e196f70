using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Examples.Mnist;

/// <summary>
/// A small convolutional network that reads digits: three convolutions that halve the picture, a layer of 64 features, and ten logits.
/// </summary>
internal sealed class JudgeNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>Numbers that the network sees in a digit before it decides.</summary>
    public const int Features = 64;

    private const int Side = Digit.PaddedSize / 8;

    // (out, in, height, width) and (out, in): registered under their names by RegisterComponents.
    private readonly Parameter _conv1, _conv2, _conv3, _features, _logits, _bias1, _bias2, _bias3, _biasFeatures, _biasLogits;

    /// <summary>A network with random weights.</summary>
    /// <param name="random">Draws them: TorchSharp's own layers would draw from the generator that all share.</param>
    public JudgeNetwork(Generator random)
        : base(nameof(JudgeNetwork))
    {
        Parameter Weights(params long[] shape) => new(randn(shape, generator: random).mul(Math.Sqrt(2.0 / shape.Skip(1).Aggregate(1L, (product, length) => product * length))));
        (_conv1, _bias1) = (Weights(16, 1, 5, 5), new Parameter(zeros(16)));
        (_conv2, _bias2) = (Weights(32, 16, 3, 3), new Parameter(zeros(32)));
        (_conv3, _bias3) = (Weights(64, 32, 3, 3), new Parameter(zeros(64)));
        (_features, _biasFeatures) = (Weights(Features, 64 * Side * Side), new Parameter(zeros(Features)));
        (_logits, _biasLogits) = (Weights(10, Features), new Parameter(zeros(10)));
        RegisterComponents();
    }

    /// <summary>Logits of the ten digits.</summary>
    /// <param name="pixels">(N, 1, 32, 32) from 0, paper, to 1, ink.</param>
    /// <returns>(N, 10)</returns>
    public override Tensor forward(Tensor pixels) => Logits(FeaturesOf(pixels));

    /// <summary>What the network sees in digits.</summary>
    /// <param name="pixels">(N, 1, 32, 32) from 0, paper, to 1, ink.</param>
    /// <returns>(N, 64)</returns>
    public Tensor FeaturesOf(Tensor pixels)
    {
        Tensor x = nn.functional.conv2d(pixels, _conv1, _bias1, strides: [2, 2], padding: [2, 2]).relu(); // (N, 16, 16, 16)
        x = nn.functional.conv2d(x, _conv2, _bias2, strides: [2, 2], padding: [1, 1]).relu(); // (N, 32, 8, 8)
        x = nn.functional.conv2d(x, _conv3, _bias3, strides: [2, 2], padding: [1, 1]).relu(); // (N, 64, 4, 4)
        return nn.functional.linear(x.flatten(1), _features, _biasFeatures).relu(); // (N, 64)
    }

    /// <summary>The decision upon features.</summary>
    public Tensor Logits(Tensor features) => nn.functional.linear(features, _logits, _biasLogits); // (N, 10)
}

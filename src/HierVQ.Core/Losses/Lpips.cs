using HierVQ.Layers;
using HierVQ.Serialization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Losses;

/// <summary>
/// Learned perceptual distance of images (Zhang, Isola, Efros, Shechtman, Wang: The Unreasonable Effectiveness of Deep Features as a
/// Perceptual Metric, CVPR 2018): how far the features of VGG16 (Simonyan and Zisserman 2015) are apart after each of its five stages.
/// Nothing of it is trained; its weights come from a file that docs/losses.md says how to make.
/// </summary>
public sealed class Lpips : IDisposable
{
    /// <summary>The smallest side of an image: four poolings halve it.</summary>
    public const int SmallestSide = 16;

    private readonly LpipsWeights _weights;
    private readonly Scalar _epsilon = 1e-10f;
    private readonly Dropout? _dropout;

    private Lpips(LpipsWeights weights, Dropout? dropout) => (_weights, _dropout) = (weights, dropout);

    /// <summary>Reads the weights.</summary>
    /// <param name="file">A safetensors file; channels of the network are as it says.</param>
    /// <param name="device">Where images will lie.</param>
    /// <param name="dropout">
    /// Source of dropout's masks in front of the linear heads, at rate 0.5; null for none. The published training code of VQGAN and HQ-VAE
    /// has it, by an oversight: the network is put into evaluation mode, and the trainer then puts everything into training mode.
    /// </param>
    /// <exception cref="SafeTensorsException">The file is damaged, or tensors are missing, unknown or misshapen: all of them are listed.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Lpips Load(string file, Device device, Generator? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(LpipsWeights.Read(file, device), dropout is null ? null : new Dropout(0.5, dropout));
    }

    /// <summary>What <see cref="Distance"/> needs of an image, without gradient: once for all that it is compared with.</summary>
    /// <param name="images">(N, 3, H, W) in [-1, 1], or (N, 1, H, W), which is taken as gray.</param>
    /// <returns>After each stage the features with length one at each position, (N, C, h, w).</returns>
    public IReadOnlyList<Tensor> Features(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor hidden = Scaled(images);
        var features = new Tensor[LpipsWeights.Stages.Length];
        for (int stage = 0; stage < features.Length; stage++)
        {
            hidden = Stage(hidden, stage);
            features[stage] = Normalised(hidden).MoveToOuterDisposeScope();
        }
        return features;
    }

    /// <summary>The distance of each pair of images.</summary>
    /// <param name="images">(N, 3, H, W) in [-1, 1], or (N, 1, H, W), with or without gradient.</param>
    /// <param name="references">What they are compared with, from <see cref="Features"/>.</param>
    /// <returns>(N), 0 for equal images.</returns>
    public Tensor Distance(Tensor images, IReadOnlyList<Tensor> references)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = Scaled(images);
        Tensor? sum = null;
        for (int stage = 0; stage < references.Count; stage++)
        {
            hidden = Stage(hidden, stage);
            Tensor distance = StageDistance(hidden, references[stage], stage);
            sum = sum is null ? distance : sum.add(distance);
        }
        return sum!.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _epsilon.Dispose();
        _dropout?.Dispose();
    }

    private Tensor Scaled(Tensor images) => images.sub(_weights.Shift).div_(_weights.Scale); // (N, 3, H, W)

    // On to relu1_2, relu2_2, relu3_3, relu4_3 or relu5_3.
    private Tensor Stage(Tensor hidden, int stage)
    {
        using DisposeScope scope = NewDisposeScope();
        if (stage > 0)
            hidden = max_pool2d(hidden, 2);
        foreach (int place in LpipsWeights.Stages[stage])
            hidden = conv2d(hidden, _weights[LpipsWeights.WeightName(stage, place)], _weights[LpipsWeights.BiasName(stage, place)], padding: [1, 1]).relu_();
        return hidden.MoveToOuterDisposeScope(); // (N, C, h, w)
    }

    private Tensor StageDistance(Tensor hidden, Tensor reference, int stage)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor squares = Normalised(hidden).sub(reference).square(); // (N, C, h, w)
        if (_dropout is not null)
            squares = _dropout.call(squares);
        // The linear head commutes with the mean over positions, which leaves it next to nothing to do.
        Tensor head = _weights[LpipsWeights.HeadName(stage)].flatten(1); // (1, C)
        return linear(squares.mean([2, 3]), head).squeeze(1).MoveToOuterDisposeScope(); // (N)
    }

    // norm and not the root of a sum: where all channels are zero, its gradient is zero and not infinite.
    private Tensor Normalised(Tensor hidden)
    {
        using DisposeScope scope = NewDisposeScope();
        return hidden.div(hidden.norm(1, keepdim: true).add(_epsilon)).MoveToOuterDisposeScope();
    }
}

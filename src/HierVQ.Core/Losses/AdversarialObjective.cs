using HierVQ.Metrics;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>
/// Learning by reconstruction and against a discriminator (Esser, Rombach, Ommer 2021, equations 5 to 7; so do RQ-VAE and HQ-VAE):
/// total = image loss + λ · w · f(step) · -mean D(x̂) + the quantizers' losses, and for the discriminator f(step) times hinge or vanilla loss.
/// </summary>
// The losses on images go backward only to the reconstruction, each once. There the adaptive weight puts them together, and the sum goes
// on through the tokenizer as one gradient. The published code goes backward through VGG16 and the discriminator once for the weight and
// again for the step; the result is the same.
public sealed class AdversarialObjective : ITokenizerObjective
{
    private readonly IReconstructingTokenizer _tokenizer;
    private readonly AdversarialLossOptions _options;
    private readonly ImageLoss _imageLoss;
    private readonly PatchDiscriminator _discriminator;
    private readonly Scalar _weight, _factor, _criticFactor;
    private readonly Queue<Tensor[]> _seen = []; // reconstructions for which the discriminator's turn is still to come
    private long _seenStep;

    /// <summary>Makes the objective of a tokenizer, which it does not own, and a discriminator, which it does.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="loss">How pixels are compared.</param>
    /// <param name="perceptual">The perceptual loss; null for none.</param>
    /// <param name="adversarial">The adversarial loss.</param>
    /// <exception cref="SafeTensorsException">The file of the perceptual weights is damaged or of another network.</exception>
    public AdversarialObjective(IReconstructingTokenizer tokenizer, ReconstructionLoss loss, PerceptualLossOptions? perceptual, AdversarialLossOptions adversarial)
    {
        ArgumentNullException.ThrowIfNull(adversarial);
        adversarial.Validate(tokenizer.Options.ImageSize);
        (_tokenizer, _options) = (tokenizer, adversarial);
        _imageLoss = new ImageLoss(loss, perceptual, tokenizer);
        using var init = new Generator(StepSeed.Of(tokenizer.Options.Seed, StepSeed.Purpose.Critic, 0), CPU);
        _discriminator = new PatchDiscriminator(tokenizer.Options.Pixels.Channels, adversarial.Layers, adversarial.Channels, adversarial.Norm, init, tokenizer.Device);
        _discriminator.train();
        _weight = (float)adversarial.Weight;
        _factor = (float)adversarial.Factor;
        _criticFactor = (float)(adversarial.Factor * adversarial.DiscriminatorWeight);
    }

    /// <inheritdoc/>
    public nn.Module? Critic => _discriminator;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _imageLoss.Warnings;

    /// <inheritdoc/>
    public IReadOnlyList<LossTerm> CriticTerms { get; private set; } = [];

    /// <inheritdoc/>
    public TokenizerLoss Loss(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerPass pass = _tokenizer.Pass(images, moment);
        if (HasStarted(moment))
            return Adversarial(images, pass, moment);
        ImageDistance distance = _imageLoss.Of(images, pass.Reconstruction, pass.TopReconstruction);
        return TokenizerLossOf.Pass(images, pass, distance, distance.Total, []);
    }

    /// <inheritdoc/>
    public Tensor? CriticLoss(Tensor images, TrainingMoment moment)
    {
        CriticTerms = [];
        if (!HasStarted(moment))
            return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor[] fakes = _options.Pass == DiscriminatorPass.Same ? Seen(scope) : Fresh(images, moment);
        Tensor real = _discriminator.call(images);
        Tensor[] fake = [.. fakes.Select(_discriminator.call)];
        Tensor loss = Mean(fake.Select(logits => AdversarialTerms.Discriminator(_options.Loss, real, logits))).mul(_criticFactor);
        CriticTerms =
        [
            new("disc_loss", loss.detach().MoveToOuterDisposeScope()),
            new("logits_real", real.detach().mean().MoveToOuterDisposeScope()),
            new("logits_fake", Mean(fake.Select(logits => logits.detach().mean())).MoveToOuterDisposeScope()),
        ];
        return loss.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Measure(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return Psnr.PerImage(images, _tokenizer.Decode(_tokenizer.Encode(images))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _imageLoss.Dispose();
        _discriminator.Dispose();
        _weight.Dispose();
        _factor.Dispose();
        _criticFactor.Dispose();
    }

    private bool HasStarted(TrainingMoment moment) => moment.Step >= _options.StartStep && moment.Epoch >= _options.StartEpoch;

    private TokenizerLoss Adversarial(Tensor images, TokenizerPass pass, TrainingMoment moment)
    {
        Tensor[] outputs = pass.TopReconstruction is { } top ? [pass.Reconstruction, top] : [pass.Reconstruction];
        Tensor[] ends = [.. outputs.Select(output => output.detach().requires_grad_())];
        ImageDistance distance = _imageLoss.Of(images, ends[0], ends.Length > 1 ? ends[1] : null);
        IList<Tensor> towardsImages = autograd.grad([distance.Total], ends);

        Tensor[] judged = _options.TopReconstruction ? ends : ends[..1];
        Tensor adversarial = Mean(judged.Select(image => AdversarialTerms.Generator(_discriminator.call(image))));
        IList<Tensor> towardsReal = autograd.grad([adversarial], judged);
        if (_options.Pass == DiscriminatorPass.Same)
            Remember(judged, moment);

        Tensor weight = Weight(outputs, towardsImages, towardsReal); // λ · w
        Tensor strength = weight.mul(_factor);
        Tensor[] gradients = [.. towardsImages.Select((gradient, i) => i < towardsReal.Count ? gradient.add(towardsReal[i].mul(strength)) : gradient)];
        Tensor value = distance.Total.detach().add(adversarial.detach().mul(strength));
        return TokenizerLossOf.Pass(images, pass, distance, WithGradients(value, outputs, gradients),
            [new("g_loss", adversarial.detach()), new("d_weight", weight)]);
    }

    private Tensor Weight(Tensor[] outputs, IList<Tensor> towardsImages, IList<Tensor> towardsReal)
    {
        if (!_options.Adaptive)
            return ones([], device: _tokenizer.Device).mul(_weight);
        return AdaptiveWeight.Of(AtLastWeight(outputs, towardsImages), AtLastWeight(outputs, towardsReal)).mul(_weight);
    }

    // What gradients at the images are at the kernels that made them. The graph is kept: the step itself goes through it again.
    private Tensor AtLastWeight(Tensor[] outputs, IList<Tensor> gradients) =>
        autograd.grad(outputs[..gradients.Count], [_tokenizer.LastWeight], gradients, retain_graph: true)[0];

    // A scalar of this value, from which these gradients go backward.
    private static Tensor WithGradients(Tensor value, Tensor[] outputs, Tensor[] gradients)
    {
        Tensor carrier = outputs.Zip(gradients, (output, gradient) => output.mul(gradient).sum()).Aggregate((sum, next) => sum.add(next));
        return value.add(carrier.sub(carrier.detach()));
    }

    private static Tensor Mean(IEnumerable<Tensor> scalars)
    {
        Tensor[] all = [.. scalars];
        return all.Length == 1 ? all[0] : stack(all).mean();
    }

    private void Remember(Tensor[] images, TrainingMoment moment)
    {
        if (moment.Step != _seenStep)
            Forget();
        _seenStep = moment.Step;
        _seen.Enqueue([.. images.Select(image => image.detach().DetachFromDisposeScope())]);
    }

    private void Forget()
    {
        foreach (Tensor image in _seen.SelectMany(images => images))
            image.Dispose();
        _seen.Clear();
    }

    // They belong to the scope from now on.
    private Tensor[] Seen(DisposeScope scope)
    {
        if (!_seen.TryDequeue(out Tensor[]? images))
            throw new InvalidOperationException("The discriminator learns from reconstructions of the tokenizer's step, which must come first.");
        scope.Attach(images);
        return images;
    }

    private Tensor[] Fresh(Tensor images, TrainingMoment moment)
    {
        using IDisposable noGrad = no_grad();
        TokenizerPass pass = _tokenizer.Pass(images, moment);
        return _options.TopReconstruction && pass.TopReconstruction is { } top ? [pass.Reconstruction, top] : [pass.Reconstruction];
    }
}

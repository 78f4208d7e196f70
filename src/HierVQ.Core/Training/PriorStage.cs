using System.Runtime.InteropServices;
using System.Security.Cryptography;
using HierVQ.Metrics;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>A prior in the training loop: pyramids of codes in, cross-entropy out; bits a code are measured.</summary>
internal sealed class PriorStage : ITrainingStage
{
    private readonly ITrainablePrior _prior;
    private readonly CodeSet _set;
    private readonly PriorOptions _options;
    private readonly ITokenizer? _softLabels;
    private readonly Tensor _codes;     // (rows, codes of a pyramid), Int32 on the device
    private readonly Tensor? _classes;  // (rows), Int64
    private readonly Tensor? _latents;  // (rows, latent size)
    private readonly LossMeter _nats;
    private int[] _rows = [];

    /// <summary>Makes the stage of a prior that already lies on its device.</summary>
    /// <exception cref="ArgumentException">The codes are of another layout, classes are missing or unknown, or soft labels lack latents or their tokenizer.</exception>
    public PriorStage(ITrainablePrior prior, CodeSet set, PriorOptions options, ITokenizer? softLabels)
    {
        Check(prior, set, options, softLabels);
        (_prior, _set, _options, _softLabels) = (prior, set, options, options.SoftLabels ? softLabels : null);
        using var noGrad = no_grad();
        _codes = tensor(set.Codes, [set.Count, set.Layout.TotalCodes], device: prior.Device).DetachFromDisposeScope();
        _classes = prior.Classes == 0 ? null : tensor(set.Classes!, ScalarType.Int64, prior.Device).DetachFromDisposeScope();
        _latents = _softLabels is null ? null : tensor(set.Latents!, [set.Count, set.LatentSize], device: prior.Device).DetachFromDisposeScope();
        _nats = new LossMeter(prior.Device);
    }

    /// <inheritdoc/>
    public string Name => "prior";

    /// <inheritdoc/>
    public nn.Module Module => _prior.Module;

    /// <inheritdoc/>
    public Generator Generator => _prior.Generator;

    /// <inheritdoc/>
    public int Count => _set.Count;

    /// <inheritdoc/>
    public AdamSettings Optimizer => AdamSettings.Of(_options);

    /// <inheritdoc/>
    public IEnumerable<Parameter> DecayedParameters => _prior.DecayedParameters;

    /// <inheritdoc/>
    public string DataHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(_set.Codes.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_set.Classes.AsSpan()));
        return $"{Count}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <inheritdoc/>
    public void BeginStep(ReadOnlySpan<int> rows, TrainingMoment moment) => _rows = rows.ToArray();

    /// <inheritdoc/>
    public Tensor Loss(int start, int count)
    {
        Tensor index = Index(_rows.AsSpan(start, count));
        IReadOnlyList<Tensor>? targets = _softLabels?.SoftCodes(_latents!.index_select(0, index), _options.SoftLabelTemperature);
        PriorLoss loss = _prior.TrainingLoss(new PriorBatch(Codes(index), _classes?.index_select(0, index), targets));
        _nats.Add(NatsPerCode(loss), count);
        return loss.Total;
    }

    /// <inheritdoc/>
    public void BeginEpoch()
    {
        // Nothing is measured over a whole epoch.
    }

    /// <inheritdoc/>
    public TrainingProgress Report(TrainingProgress progress) => progress with { BitsPerCode = BitsPerCode.FromNats(_nats.Read()) };

    /// <summary>Mean bits a code of the held-out rows.</summary>
    public double Validate(ReadOnlySpan<int> rows)
    {
        double nats = 0;
        for (int start = 0; start < rows.Length; start += _options.BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor index = Index(rows[start..Math.Min(start + _options.BatchSize, rows.Length)]);
            nats += _prior.NegativeLogLikelihood(Codes(index), _classes?.index_select(0, index)).sum(ScalarType.Float64).item<double>();
        }
        return BitsPerCode.FromNats(nats / ((double)rows.Length * _set.Layout.TotalCodes));
    }

    /// <inheritdoc/>
    public bool IsBetter(double measure, double than) => measure < than;

    /// <inheritdoc/>
    public void Dispose()
    {
        _codes.Dispose();
        _classes?.Dispose();
        _latents?.Dispose();
        _nats.Dispose();
    }

    private Tensor Codes(Tensor index) => _codes.index_select(0, index).to(ScalarType.Int64); // (N, codes of a pyramid)

    private Tensor Index(ReadOnlySpan<int> rows) => tensor(rows.ToArray(), ScalarType.Int64, _prior.Device); // (N)

    private Tensor NatsPerCode(PriorLoss loss)
    {
        using var noGrad = no_grad();
        Tensor? sum = null;
        for (int level = 0; level < _set.Layout.Count; level++)
        {
            Tensor nats = loss.Levels[level].detach() * ((double)_set.Layout[level].Count / _set.Layout.TotalCodes);
            sum = sum is null ? nats : sum + nats;
        }
        return sum!;
    }

    private static void Check(ITrainablePrior prior, CodeSet set, PriorOptions options, ITokenizer? softLabels)
    {
        if (!set.Layout.Equals(prior.Layout))
            throw new ArgumentException($"The codes are {set.Layout}; the prior is made for {prior.Layout}.", nameof(set));
        if (prior.Classes > 0 && set.Classes is null)
            throw new ArgumentException($"The prior is conditioned on {prior.Classes} classes, but the rows have none.", nameof(set));
        if (prior.Classes > 0 && set.Classes.AsSpan().IndexOfAnyExceptInRange(prior.CanBeUnconditional ? -1 : 0, prior.Classes - 1) is int row and >= 0)
            throw new ArgumentException($"Row {row} has the class {set.Classes![row]}; the prior knows 0 to {prior.Classes - 1}{(prior.CanBeUnconditional ? ", and -1 for none" : "; rows without a class need ConditionDropout above 0")}.", nameof(set));
        if (options.SoftLabels && (softLabels is null || set.LatentSize != softLabels.LatentSize))
            throw new ArgumentException("SoftLabels needs the tokenizer and the latents of every image beside its codes.", nameof(softLabels));
    }
}

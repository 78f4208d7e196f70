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
    private readonly ITokenizer? _tokenizer; // where what is near is asked for
    private readonly Tensor _codes;     // (rows, codes of a pyramid), Int32 on the device
    private readonly Tensor? _conditions; // (rows, length of the condition), Int64
    private readonly Tensor? _latents;  // (rows, latent size)
    private readonly LossMeter _nats;
    private int[] _rows = [];

    /// <summary>Makes the stage of a prior that already lies on its device.</summary>
    /// <exception cref="ArgumentException">The codes are of another layout, classes are missing or unknown, or soft labels or stochastic codes lack latents or their tokenizer.</exception>
    public PriorStage(ITrainablePrior prior, CodeSet set, PriorOptions options, ITokenizer? tokenizer, CodeSet? heldOut = null)
    {
        if (heldOut is not null)
            (set, HeldOut) = (set.With(heldOut), heldOut.Count);
        Check(prior, set, options, tokenizer);
        (_prior, _set, _options, _tokenizer) = (prior, set, options, options.SoftLabels || options.StochasticCodes ? tokenizer : null);
        using var noGrad = no_grad();
        _codes = tensor(set.Codes, [set.Count, set.Layout.TotalCodes], device: prior.Device).DetachFromDisposeScope();
        _conditions = prior.Condition.Length == 0 ? null : tensor(set.Conditions!, [set.Count, set.ConditionLength], ScalarType.Int64, prior.Device).DetachFromDisposeScope();
        _latents = _tokenizer is null ? null : tensor(set.Latents!, [set.Count, set.LatentSize], device: prior.Device).DetachFromDisposeScope();
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
    public int HeldOut { get; }

    /// <inheritdoc/>
    public AdamSettings Optimizer => AdamSettings.Of(_options);

    /// <inheritdoc/>
    public IEnumerable<Parameter> DecayedParameters => _prior.DecayedParameters;

    /// <inheritdoc/>
    public string DataHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(_set.Codes.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_set.Conditions.AsSpan()));
        if (_tokenizer is not null)
            hash.AppendData(MemoryMarshal.AsBytes(_set.Latents.AsSpan()));
        return $"{(HeldOut > 0 ? $"{HeldOut} of " : "")}{Count}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }

    /// <inheritdoc/>
    public void BeginStep(ReadOnlySpan<int> rows, TrainingMoment moment) => _rows = rows.ToArray();

    /// <inheritdoc/>
    public Tensor Loss(int start, int count)
    {
        Tensor index = Index(_rows.AsSpan(start, count));
        (Tensor codes, IReadOnlyList<Tensor>? near) = Codes(index, _latents?.index_select(0, index));
        PriorLoss loss = _prior.TrainingLoss(new PriorBatch(codes, _conditions?.index_select(0, index), _options.SoftLabels ? near : null));
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
            nats += _prior.NegativeLogLikelihood(Codes(index), _conditions?.index_select(0, index)).sum(ScalarType.Float64).item<double>();
        }
        return BitsPerCode.FromNats(nats / ((double)rows.Length * _set.Layout.TotalCodes));
    }

    /// <inheritdoc/>
    public bool IsBetter(double measure, double than) => measure < than;

    /// <inheritdoc/>
    public void Dispose()
    {
        _codes.Dispose();
        _conditions?.Dispose();
        _latents?.Dispose();
        _nats.Dispose();
    }

    // What a step reads, and how near each code is where that is asked for. Draws come from the network's generator, which the loop seeds step by step.
    private (Tensor Codes, IReadOnlyList<Tensor>? Near) Codes(Tensor index, Tensor? latents)
    {
        if (latents is null)
            return (Codes(index), null);
        if (!_options.StochasticCodes)
            return (Codes(index), _tokenizer!.SoftCodes(latents, _options.SoftLabelTemperature));
        (Tensor drawn, IReadOnlyList<Tensor> near) = _tokenizer!.SampleCodes(latents, _options.SoftLabelTemperature, _prior.Generator);
        return (drawn, near);
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

    private static void Check(ITrainablePrior prior, CodeSet set, PriorOptions options, ITokenizer? tokenizer)
    {
        if (!set.Layout.Equals(prior.Layout))
            throw new ArgumentException($"The codes are {set.Layout}; the prior is made for {prior.Layout}.", nameof(set));
        CheckConditions(prior, set, options);
        if (prior is ITokenizerBound { IsBound: false })
            throw new InvalidOperationException("The prior reads the code vectors of its tokenizer and is not bound to one: call Bind with the tokenizer whose codes it models, or make the prior with it.");
        CheckTokenizer(set, options, tokenizer);
    }

    private static void CheckTokenizer(CodeSet set, PriorOptions options, ITokenizer? tokenizer)
    {
        if (!options.SoftLabels && !options.StochasticCodes)
            return;
        string option = options.SoftLabels ? nameof(options.SoftLabels) : nameof(options.StochasticCodes);
        if (tokenizer is null || set.LatentSize != tokenizer.LatentSize)
            throw new ArgumentException($"{option} needs the tokenizer and the latents of every image beside its codes.", nameof(tokenizer));
        if (!tokenizer.Layout.Equals(set.Layout))
            throw new ArgumentException($"{option} needs the tokenizer of the codes, which are {set.Layout}; this one's are {tokenizer.Layout}.", nameof(tokenizer));
    }

    private static void CheckConditions(IPrior prior, CodeSet set, PriorOptions options)
    {
        int length = prior.Condition.Length;
        if (length == 0)
            return;
        if (set.Conditions is null)
            throw new ArgumentException($"The prior is conditioned on {prior.Condition}, but the rows have no condition.", nameof(set));
        if (set.ConditionLength != length)
            throw new ArgumentException($"The prior is conditioned on {prior.Condition}, {length} numbers a row, but the rows have {set.ConditionLength}.", nameof(set));
        var input = new ConditionInput(prior.Condition, options.ConditionDropout);
        Span<int> entries = new int[length];
        for (int row = 0; row < set.Count; row++)
        {
            if (input.Problem(set.Conditions.AsSpan(row * length, length), entries) is { } problem)
                throw new ArgumentException($"Row {row}: {problem}", nameof(set));
        }
    }
}

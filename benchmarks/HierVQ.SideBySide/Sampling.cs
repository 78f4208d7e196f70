using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Drawing pyramids with key/value caches, random weights, no filters (the protocol of the published speed figures).</summary>
internal sealed class Sampling : IWorkload
{
    // Nats a code that 8-bit weights may change the likelihood of random codes by.
    private const double Rounding = 5e-3;
    private readonly PriorCase _prior;
    private readonly int _count;
    private readonly SamplerWeights _weights;
    private readonly ITrainablePrior _network;
    private readonly ICodeSampler _sampler;
    private readonly int[] _codes, _classes;
    private readonly ulong[] _seeds;

    /// <summary>Makes the network and its sampler.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="count">Pyramids at once.</param>
    /// <param name="weights">How our side keeps weights; the other side has float32 always.</param>
    /// <param name="target">The least ratio wanted, or null.</param>
    public Sampling(PriorCase prior, int count, SamplerWeights weights, double? target)
    {
        (_prior, _count, _weights, Target) = (prior, count, weights, target);
        _network = prior.Make(dropout: 0);
        _sampler = _network.CreateSampler(new SamplerOptions { MaxBatch = count, Weights = weights });
        _codes = new int[count * prior.Layout.TotalCodes];
        _classes = PriorCase.ClassesOf(count);
        _seeds = [.. Enumerable.Range(0, count).Select(row => (ulong)row)];
        Work = new PythonWork("sample", ("count", count));
    }

    /// <inheritdoc/>
    public string Name => $"sampling, {_prior.Name}, {_count} at once{(_weights == SamplerWeights.Int8 ? ", 8-bit weights" : "")}";

    /// <inheritdoc/>
    public double? Target { get; }

    /// <inheritdoc/>
    public int Repetitions => _codes.Length > 1000 || _prior == PriorCase.LargerHqTransformer ? 2 : 8;

    /// <inheritdoc/>
    public PythonWork Work { get; }

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        Prepare(python);
        if (_weights == SamplerWeights.Int8)
            return NearTheExact();
        string likelihood = EqualLikelihood(python);
        Draw(new SamplingOptions { TopK = 1 });
        Dictionary<string, Tensor> theirs = python.Outputs(new PythonWork("sample", ("count", _count), ("top_k", 1)));
        return $"{likelihood}; greedy, {Equal.Codes(_codes, PythonPrior.Codes(_prior, theirs))}";
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        PythonPrior.Load(python, _prior, _network, new(0.9, 0.95));
        PythonPrior.Give(python, _prior, tensor(_classes, ScalarType.Int64));
    }

    /// <inheritdoc/>
    public void Run() => Draw(new SamplingOptions());

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _network.Dispose();
    }

    // Of random pyramids, by our sampler with its cache and by the other side's whole network.
    private string EqualLikelihood(PythonWorker python)
    {
        using DisposeScope scope = NewDisposeScope();
        PriorBatch batch = _prior.Batch();
        Tensor codes = batch.Codes.narrow(0, 0, _count);
        PythonPrior.Give(python, _prior, tensor(_classes, ScalarType.Int64), codes);
        float[] ours = Score(_sampler, codes);
        float[] theirs = [.. python.Outputs(new PythonWork("likelihood"))["log_probabilities"].data<float>()];
        Prepare(python);
        Array.Sort(ours); // the sides have the codes of a pyramid in different orders
        Array.Sort(theirs);
        return "log-probabilities of random codes: " + Equal.Values(tensor(ours), tensor(theirs));
    }

    private string NearTheExact()
    {
        using DisposeScope scope = NewDisposeScope();
        using ICodeSampler exact = _network.CreateSampler(new SamplerOptions { MaxBatch = _count });
        Tensor codes = _prior.Batch().Codes.narrow(0, 0, _count);
        double difference = Math.Abs(Score(_sampler, codes).Average() - Score(exact, codes).Average());
        return difference <= Rounding
            ? $"8-bit weights change the likelihood of random codes by {difference:E1} nats a code"
            : throw new InvalidOperationException($"8-bit weights change the likelihood of random codes by {difference:E1} nats a code; at most {Rounding:E1} is right.");
    }

    private float[] Score(ICodeSampler sampler, Tensor codes)
    {
        var logs = new float[_codes.Length];
        sampler.Sample(Pyramids.Flat(codes), _classes, _seeds, new SamplingOptions(), logs);
        return logs;
    }

    private void Draw(SamplingOptions options)
    {
        Array.Fill(_codes, -1);
        _sampler.Sample(_codes, _classes, _seeds, options);
    }
}

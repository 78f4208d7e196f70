using HierVQ.Priors;
using HierVQ.Sampling;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>Drawing pyramids with key/value caches, random weights, no filters (the protocol of the published speed figures).</summary>
internal sealed class Sampling : IWorkload
{
    private readonly Setting _setting;
    private readonly int _count;
    private readonly HqTransformer _network;
    private readonly ICodeSampler _sampler;
    private readonly int[] _codes, _classes;
    private readonly ulong[] _seeds;

    /// <summary>Makes the network and its sampler.</summary>
    /// <param name="setting">The networks.</param>
    /// <param name="count">Pyramids at once.</param>
    public Sampling(Setting setting, int count)
    {
        (_setting, _count) = (setting, count);
        _network = Networks.Prior(setting, setting.Prior(dropout: 0));
        _sampler = _network.CreateSampler(new SamplerOptions { MaxBatch = count });
        _codes = new int[count * _network.Layout.TotalCodes];
        _classes = [.. Enumerable.Range(0, count).Select(row => row % setting.Classes)];
        _seeds = [.. Enumerable.Range(0, count).Select(row => (ulong)row)];
        Work = new PythonWork("sample", ("count", count));
    }

    /// <inheritdoc/>
    public string Name => $"sampling, {_count} at once";

    /// <inheritdoc/>
    public double? Target => _count == 1 ? 1.2 : 1.0;

    /// <inheritdoc/>
    public int Repetitions => 10;

    /// <inheritdoc/>
    public PythonWork Work { get; }

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        Prepare(python);
        Draw(new SamplingOptions { TopK = 1 });
        Dictionary<string, Tensor> theirs = python.Outputs(new PythonWork("sample", ("count", _count), ("top_k", 1)));
        return "greedy, " + Equal.Codes(_codes, Pyramids.Join(_network.Layout, theirs["top"], theirs["bottom"]));
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        HqVaeOptions tokenizer = _setting.Tokenizer;
        var options = (HqTransformerOptions)_network.Options;
        python.Load("prior", PythonConfig.Of(options, tokenizer, _setting.Classes), PythonConfig.Of(new(0.9, 0.95), options.LearningRate), _network);
        python.Give(new() { ["labels"] = tensor(_classes, ScalarType.Int64) });
    }

    /// <inheritdoc/>
    public void Run() => Draw(new SamplingOptions());

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _network.Dispose();
    }

    private void Draw(SamplingOptions options)
    {
        Array.Fill(_codes, -1);
        _sampler.Sample(_codes, _classes, _seeds, options);
    }
}

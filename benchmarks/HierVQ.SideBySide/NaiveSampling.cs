using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>
/// Drawing one map from PixelSNAIL, each position's work done once, against the usual form: for each code the whole network again over the rows so far.
/// </summary>
internal sealed class NaiveSampling : IWorkload
{
    private const int Classes = 8;
    private readonly PixelSnailPrior _network;
    private readonly ICodeSampler _sampler;
    private readonly int[] _codes;

    /// <summary>Makes the network, 8 x 8 codes of 512 with the default options, and its sampler.</summary>
    public NaiveSampling()
    {
        var layout = new CodeLayout(new CodeLevel(8, 8, 1, 512));
        _network = (PixelSnailPrior)new PixelSnailOptions().Create(new PriorContext(layout, ConditionShape.Class(Classes), CPU));
        Sharpen(_network);
        _network.eval();
        _sampler = _network.CreateSampler(new SamplerOptions { MaxBatch = 1 });
        _codes = new int[layout.TotalCodes];
    }

    /// <inheritdoc/>
    public string Name => "sampling, PixelSNAIL 8x8, one at once, against the whole network a code";

    /// <inheritdoc/>
    public double? Target => 10;

    /// <inheritdoc/>
    public int Repetitions => 4;

    /// <inheritdoc/>
    public PythonWork Work { get; } = new("sample", ("count", 1));

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        using DisposeScope scope = NewDisposeScope();
        Prepare(python);
        using var random = new Generator(3);
        Tensor codes = randint(0, _network.Layout[0].CodebookSize, [1, _codes.Length], ScalarType.Int64, generator: random);
        python.Give(new() { ["labels"] = Label(), ["codes"] = codes });
        Tensor theirs = python.Outputs(new PythonWork("likelihood"))["log_probabilities"];
        string likelihood = Equal.Values(_network.NegativeLogLikelihood(codes, Label().view(1, 1)).neg(), theirs);
        Draw(new SamplingOptions { TopK = 1 });
        int[] greedy = [.. python.Outputs(new PythonWork("sample", ("count", 1), ("top_k", 1)))["codes"].data<long>().ToArray().Select(code => (int)code)];
        return $"log-probabilities of random codes: {likelihood}; greedy, {Equal.Codes(_codes, greedy)}";
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python)
    {
        var options = (PixelSnailOptions)_network.Options;
        CodeLevel level = _network.Layout[0];
        python.Load("prior", new PythonModel("pixelsnail", new
        {
            side = level.Height,
            codes = level.CodebookSize,
            classes = Classes,
            told = options.Channels,
            channels = options.Channels,
            hidden = options.ResidualChannels,
            kernel = options.KernelSize,
            blocks = options.Blocks,
            residual_blocks = options.ResidualBlocks,
            attention = options.Attention,
            heads = options.Heads,
            output_blocks = options.OutputBlocks,
            dropout = options.Dropout,
        }), PythonConfig.Of(new(0.9, 0.999), options.LearningRate), _network);
        python.Give(new() { ["labels"] = Label() });
    }

    /// <inheritdoc/>
    public void Run() => Draw(new SamplingOptions());

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _network.Dispose();
    }

    // Weights as training begins with give nearly even distributions, in which the likeliest code is a matter of rounding.
    private static void Sharpen(PixelSnailPrior network)
    {
        using IDisposable noGrad = no_grad();
        foreach ((string name, Parameter weight) in network.named_parameters())
        {
            if (name.EndsWith(".weight_g", StringComparison.Ordinal))
                weight.mul_(2);
        }
    }

    private static Tensor Label() => tensor(new long[] { 3 });

    private void Draw(SamplingOptions options)
    {
        Array.Fill(_codes, -1);
        _sampler.Sample(_codes, [3], [1], options);
    }
}

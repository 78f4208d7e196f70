using HierVQ.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Training;

/// <summary>The smallest thing that a loop can train: a linear regression with noise on its inputs, which comes from its generator.</summary>
internal sealed class RegressionStage : ITrainingStage
{
    private const int Inputs = 6;
    private readonly Tensor _inputs, _targets;

    public RegressionStage(int count = 40)
    {
        using var generator = new Generator(17);
        _inputs = randn([count, Inputs], generator: generator);
        _targets = (_inputs * arange(1, Inputs + 1)).sum(1, keepdim: true) + 3;
        Count = count;
    }

    public string Name => "regression";

    public Model Network { get; } = new();

    public nn.Module Module => Network;

    public Generator Generator { get; } = new();

    public int Count { get; }

    public AdamSettings Optimizer { get; init; } = new(0.9, 0.95, WeightDecay: 0.01, ClipNorm: 1);

    public IEnumerable<Parameter> DecayedParameters => [Network.weight];

    /// <summary>The step whose loss is not a number.</summary>
    public long NaNStep { get; init; } = -1;

    /// <summary>Called before each step with its number.</summary>
    public Action<long>? BeforeStep { get; init; }

    public string Data { get; init; } = "data";

    public string DataHash() => Data;

    public Tensor Loss(ReadOnlySpan<int> rows, TrainingMoment moment)
    {
        BeforeStep?.Invoke(moment.Step);
        Tensor index = tensor(rows.ToArray(), ScalarType.Int64);
        Tensor inputs = _inputs.index_select(0, index);
        Tensor noise = randn(inputs.shape, generator: Generator) * 0.01;
        Tensor loss = (Network.Predict(inputs + noise) - _targets.index_select(0, index)).square().mean();
        return moment.Step == NaNStep ? loss * float.NaN : loss;
    }

    public void BeginEpoch()
    {
        // Nothing is measured over an epoch.
    }

    public TrainingProgress Report(TrainingProgress progress) => progress;

    public double Validate(ReadOnlySpan<int> rows)
    {
        Tensor index = tensor(rows.ToArray(), ScalarType.Int64);
        using var noGrad = no_grad();
        return (Network.Predict(_inputs.index_select(0, index)) - _targets.index_select(0, index)).square().mean().item<float>();
    }

    public bool IsBetter(double measure, double than) => measure < than;

    public void Dispose()
    {
        _inputs.Dispose();
        _targets.Dispose();
        Network.Dispose();
        Generator.Dispose();
    }

    internal sealed class Model : nn.Module
    {
        // Fields bear the names of the state.
        public readonly Parameter weight = new(zeros(1, Inputs));
        public readonly Parameter bias = new(zeros(1));

        public Model() : base(nameof(Model)) => RegisterComponents();

        public Tensor Predict(Tensor inputs) => nn.functional.linear(inputs, weight, bias);
    }
}

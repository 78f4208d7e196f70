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
    private Tensor? _noisy, _wanted; // of the step in progress
    private bool _spoilt, _criticSpoilt;

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

    /// <summary>A critic, which learns to predict the residuals; null for none.</summary>
    public Model? CriticNetwork { get; init; }

    public nn.Module? Critic => CriticNetwork;

    /// <summary>The step whose critic's loss is not a number.</summary>
    public long CriticNaNStep { get; init; } = -1;

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

    public void BeginStep(ReadOnlySpan<int> rows, TrainingMoment moment)
    {
        BeforeStep?.Invoke(moment.Step);
        Tensor index = tensor(rows.ToArray(), ScalarType.Int64);
        Tensor inputs = _inputs.index_select(0, index);
        _noisy = inputs + randn(inputs.shape, generator: Generator) * 0.01;
        _wanted = _targets.index_select(0, index);
        (_spoilt, _criticSpoilt) = (moment.Step == NaNStep, moment.Step == CriticNaNStep);
    }

    public Tensor? CriticLoss(int start, int count)
    {
        Tensor inputs = _noisy!.narrow(0, start, count), residuals = (_wanted!.narrow(0, start, count) - Network.Predict(inputs)).detach();
        Tensor loss = (CriticNetwork!.Predict(inputs) - residuals).square().mean();
        return _criticSpoilt ? loss * float.NaN : loss;
    }

    public Tensor Loss(int start, int count)
    {
        Tensor loss = (Network.Predict(_noisy!.narrow(0, start, count)) - _wanted!.narrow(0, start, count)).square().mean();
        return _spoilt ? loss * float.NaN : loss;
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
        CriticNetwork?.Dispose();
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

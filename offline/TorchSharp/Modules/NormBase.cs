using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch normalisations have in common: scale, shift and the running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _runningMean;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _runningVariance;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private Tensor? _batches;

    private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name) : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(ones(num_features, dtype, device));
            bias = new Parameter(zeros(num_features, dtype, device));
        }
        if (track_running_stats)
        {
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = zeros((ReadOnlySpan<long>)[], ScalarType.Int64, device);
        }
    }

    public long num_features { get; }

    public double eps { get; set; }

    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter? weight
    {
        get => _weight;
        set => SetParameter(ref _weight, value, nameof(weight));
    }

    public Parameter? bias
    {
        get => _bias;
        set => SetParameter(ref _bias, value, nameof(bias));
    }

    public Tensor? running_mean
    {
        get => _runningMean;
        set => SetBuffer(ref _runningMean, value, nameof(running_mean));
    }

    public Tensor? running_var
    {
        get => _runningVariance;
        set => SetBuffer(ref _runningVariance, value, nameof(running_var));
    }

    public Tensor? num_batches_tracked
    {
        get => _batches;
        set => SetBuffer(ref _batches, value, nameof(num_batches_tracked));
    }

    protected abstract void ValidateInputDimensions(Tensor input);

    private void SetParameter(ref Parameter? field, Parameter? value, string name)
    {
        if (ReferenceEquals(field, value))
            return;
        field?.Dispose();
        field = value;
        value?.DetachFromDisposeScope();
        ConditionallyRegisterParameter(name, value);
    }

    private void SetBuffer(ref Tensor? field, Tensor? value, string name)
    {
        if (ReferenceEquals(field, value))
            return;
        field?.Dispose();
        field = value;
        value?.DetachFromDisposeScope();
        ConditionallyRegisterBuffer(name, value);
    }
}

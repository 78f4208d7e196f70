using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>A prior over one map of codes in raster order, told of a class, of coarser codes of the same image, or of another image's codes.</summary>
public abstract class MapPrior : PriorNetwork
{
    /// <summary>Makes what priors over maps have in common.</summary>
    private protected MapPrior(string name, MapPriorOptions options, PriorContext context, Generator init) : base(name, options, context) =>
        Layers = new LayerContext(context.Device, init, options.Dropout, Generator);

    /// <summary>What brings the condition to the map's size; null without a condition.</summary>
    internal abstract MapCondition? Told { get; }

    /// <summary>The order in which codes are drawn.</summary>
    internal DecodeOrder Order => DecodeOrder.OneByOne(Layout, Enumerable.Range(0, Layout.TotalCodes));

    /// <summary>What the layers have in common while they are made.</summary>
    private protected LayerContext Layers { get; }

    /// <inheritdoc/>
    /// <remarks>The mean cross-entropy of the codes.</remarks>
    public override PriorLoss TrainingLoss(PriorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(batch.Codes, Layout);
        long rows = batch.Codes.size(0);
        Tensor entries = Input.Rows(batch.Conditions, rows, Device, training ? Generator : null);
        Tensor logits = Logits(batch.Codes, entries, scoring: false); // (N, K, H, W)
        Tensor loss;
        if (batch.SoftTargets is { } soft)
        {
            PriorCheck.SoftTargets(soft, Layout, rows);
            loss = SoftLabels.CrossEntropy(logits.flatten(2).transpose(1, 2), soft[0]);
        }
        else
        {
            loss = nn.functional.cross_entropy(logits.flatten(2), batch.Codes);
        }
        return new PriorLoss(loss.MoveToOuterDisposeScope(), [loss.alias().MoveToOuterDisposeScope()]);
    }

    /// <inheritdoc/>
    public override Tensor NegativeLogLikelihood(Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        PriorCheck.Codes(codes, Layout);
        PriorCheck.CodeRange(codes, Layout);
        Tensor logits = Logits(codes, Input.Rows(conditions, codes.size(0), Device), scoring: true);
        return nn.functional.cross_entropy(logits.flatten(2), codes, reduction: nn.Reduction.None).MoveToOuterDisposeScope();
    }

    /// <summary>Teacher-forced logits, (N, K, rows, W), of codes in raster order, (N, rows · W): of the whole map, or of its first rows.</summary>
    internal Tensor Logits(Tensor codes, Tensor entries, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        return Pass(codes.view(codes.size(0), -1, Layout[0].Width), Told?.Run(entries, scoring), scoring).MoveToOuterDisposeScope();
    }

    /// <summary>The network over (N, rows, W) codes and what it is told, (N, D, H, W), (N, D, 1, 1) or nothing: (N, K, rows, W).</summary>
    internal abstract Tensor Pass(Tensor codes, Tensor? told, bool scoring);

    /// <summary>Makes what brings the condition to the map's size, for a network with some channels; null without a condition.</summary>
    private protected MapCondition? MakeCondition(int channels) =>
        Condition.Length == 0 ? null : new MapCondition(Input, Layout[0], ((MapPriorOptions)Options).ConditionOf(channels), Layers);

    /// <summary>The lengths of normalised weights: their directions have no size to decay.</summary>
    private protected IEnumerable<Parameter> NormalisedLengths() =>
        named_parameters().Where(pair => pair.name.EndsWith(".weight_g", StringComparison.Ordinal)).Select(pair => pair.parameter);
}

using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// What each position of a prior's map is told: a vector of the class, and for each map of codes a small network at its own resolution (as VQ-VAE-2's
/// bottom prior is told of the top codes), all added up.
/// </summary>
internal sealed class MapCondition : nn.Module
{
    private readonly MapConditionShape _shape;
    private readonly int _labelOffset;
    private readonly Embedding? label; // (classes, and one more for none, D)
    private readonly Numbered<PixelSnailCondition> maps;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="input">What the prior is told.</param>
    /// <param name="level">The prior's map.</param>
    /// <param name="shape">The network.</param>
    /// <param name="context">Where it lives and what its weights and masks are drawn from.</param>
    /// <exception cref="ArgumentException">The size of a map of codes does not divide the prior's, nor the other way round.</exception>
    public MapCondition(ConditionInput input, CodeLevel level, MapConditionShape shape, LayerContext context) : base(nameof(MapCondition))
    {
        _shape = shape;
        var planes = new List<CodePlanes>();
        for (int i = 0; i < input.Shape.Parts.Count; i++)
        {
            (ConditionPart part, int offset) = (input.Shape.Parts[i], input.Shape.Offset(i));
            if (part.Kind == ConditionKind.Class)
                (label, _labelOffset) = (new Embedding(input.TableRows(part), shape.Channels, context.Init, context.Device), offset);
            else
                planes.AddRange(part.Layout!.Select((told, index) => new CodePlanes(told, offset + part.Layout!.Offset(index), input.TableRows(part), level)));
        }
        Planes = planes;
        maps = new(planes.Select(told => new PixelSnailCondition(told.Count * told.Classes, shape.Channels, shape.Blocks, told.Factor, context, shape.KernelSize)));
        RegisterComponents();
    }

    /// <summary>Numbers that each position is told.</summary>
    public int Channels => _shape.Channels;

    /// <summary>A vector a class, where there is a class.</summary>
    public Embedding? Label => label;

    /// <summary>The maps of codes.</summary>
    public IReadOnlyList<CodePlanes> Planes { get; }

    /// <summary>The networks of the maps of codes.</summary>
    public Numbered<PixelSnailCondition> Maps => maps;

    /// <summary>The class among the entries of a row.</summary>
    public int ClassOf(ReadOnlySpan<int> entries) => entries[_labelOffset];

    /// <summary>One pass.</summary>
    /// <param name="entries">(N, length of the condition) Int64.</param>
    /// <param name="scoring">Whether it calculates as outside training, whatever its mode.</param>
    /// <returns>(N, D, H, W), or (N, D, 1, 1) where there is a class alone.</returns>
    public Tensor Run(Tensor entries, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = training && !scoring ? Computing.In(_shape.Precision) : ScalarType.Float32;
        Tensor? told = label?.call(entries.select(1, _labelOffset)).view(-1, Channels, 1, 1).As(type);
        for (int i = 0; i < maps.Count; i++)
        {
            Tensor map = maps[i].OfCodes(Planes[i].Of(entries), Planes[i].Classes, type, scoring); // (N, D, H, W)
            told = told is null ? map : map.add(told);
        }
        return told!.As(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}

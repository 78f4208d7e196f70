namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>The shape of a gated PixelCNN.</summary>
/// <param name="Height">Rows of the map.</param>
/// <param name="Width">Columns of the map.</param>
/// <param name="Classes">Codes that there are.</param>
internal sealed record GatedPixelCnnShape(int Height, int Width, int Classes)
{
    /// <summary>Channels between layers.</summary>
    public required int Channels { get; init; }

    /// <summary>Layers, the first one, which hides the position itself, among them.</summary>
    public required int Layers { get; init; }

    /// <summary>Side of the first layer's kernels, odd and at least 3.</summary>
    public required int FirstKernelSize { get; init; }

    /// <summary>Side of the other layers' kernels, odd.</summary>
    public required int KernelSize { get; init; }

    /// <summary>Channels of the layer before the last.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Channels of the condition, 0 for none.</summary>
    public int ConditionChannels { get; init; }

    /// <summary>The numbers in which the network calculates in training.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range; the message names it.</exception>
    public void Validate()
    {
        OptionCheck.AtLeast(Channels, 1);
        OptionCheck.AtLeast(Layers, 1);
        OptionCheck.AtLeast(FirstKernelSize, 3);
        OptionCheck.Odd(FirstKernelSize);
        OptionCheck.AtLeast(KernelSize, 3);
        OptionCheck.Odd(KernelSize);
        OptionCheck.AtLeast(OutputChannels, 1);
        OptionCheck.AtLeast(ConditionChannels, 0);
    }
}

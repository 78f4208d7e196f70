namespace HierVQ.Layers.PixelSnail;

/// <summary>The shape of a PixelSNAIL network.</summary>
public sealed record PixelSnailShape
{
    /// <summary>Rows of the map.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the map.</summary>
    public required int Width { get; init; }

    /// <summary>Channels that go in: the classes of one-hot codes, or the numbers of a pixel.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels that come out: the logits of each class, or features from which they are made.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Channels between blocks.</summary>
    public required int Channels { get; init; }

    /// <summary>Side of the causal convolutions, odd and at least 3. Default 5.</summary>
    public int KernelSize { get; init; } = 5;

    /// <summary>Blocks. Default 4.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Gated residual blocks in each block. Default 4.</summary>
    public int ResidualBlocks { get; init; } = 4;

    /// <summary>Channels inside a gated residual block.</summary>
    public required int ResidualChannels { get; init; }

    /// <summary>Whether blocks have attention, whose cost grows with the square of the positions. Default true.</summary>
    public bool Attention { get; init; } = true;

    /// <summary>Heads of the attention, which share half of <see cref="Channels"/>. Default 8.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Gated residual 1x1 blocks before the logits. Default 0.</summary>
    public int OutputBlocks { get; init; }

    /// <summary>Channels of the condition that every causal block takes in, 0 (default) for none.</summary>
    public int ConditionChannels { get; init; }

    /// <summary>The numbers in which the network calculates in training. Default <see cref="TrainingPrecision.Float32"/>.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range; the message names it.</exception>
    public void Validate()
    {
        OptionCheck.AtLeast(Height, 1);
        OptionCheck.AtLeast(Width, 1);
        OptionCheck.AtLeast(InputChannels, 1);
        OptionCheck.AtLeast(OutputChannels, 1);
        OptionCheck.AtLeast(Channels, 1);
        OptionCheck.AtLeast(KernelSize, 3);
        OptionCheck.Odd(KernelSize);
        OptionCheck.AtLeast(Blocks, 1);
        OptionCheck.AtLeast(ResidualBlocks, 1);
        OptionCheck.AtLeast(ResidualChannels, 1);
        OptionCheck.AtLeast(OutputBlocks, 0);
        OptionCheck.AtLeast(ConditionChannels, 0);
        if (!Attention)
            return;
        OptionCheck.AtLeast(Heads, 1);
        if (Channels % (2 * Heads) != 0)
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"Channels is {Channels}; half of it is shared by {Heads} heads of attention, so it must be a multiple of {2 * Heads}.");
    }
}

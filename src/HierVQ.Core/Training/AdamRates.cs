namespace HierVQ.Training;

/// <summary>The numbers of one step of AdamW, in single precision as they are applied.</summary>
internal readonly struct AdamRates
{
    /// <summary>Works out the numbers of a step.</summary>
    /// <param name="settings">What stays.</param>
    /// <param name="step">Steps done before this one.</param>
    /// <param name="learningRate">The rate of this step.</param>
    public AdamRates(AdamSettings settings, long step, double learningRate)
    {
        (Beta1, Beta2, Epsilon) = ((float)settings.Beta1, (float)settings.Beta2, (float)AdamSettings.Epsilon);
        (Gain1, Gain2) = ((float)(1 - settings.Beta1), (float)(1 - settings.Beta2));
        Rate = (float)(learningRate / (1 - Math.Pow(settings.Beta1, step + 1)));
        SquareCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(settings.Beta2, step + 1)));
        Keep = (float)(1 - learningRate * settings.WeightDecay);
    }

    /// <summary>Decay of the first moment.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the second moment.</summary>
    public float Beta2 { get; }

    /// <summary>Share of the new gradient in the first moment.</summary>
    public float Gain1 { get; }

    /// <summary>Share of the new squared gradient in the second moment.</summary>
    public float Gain2 { get; }

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon { get; }

    /// <summary>Learning rate over the first moment's bias correction.</summary>
    public float Rate { get; }

    /// <summary>One over the root of the second moment's bias correction.</summary>
    public float SquareCorrection { get; }

    /// <summary>What weight decay leaves of a weight.</summary>
    public float Keep { get; }
}

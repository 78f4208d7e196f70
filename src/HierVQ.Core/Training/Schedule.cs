namespace HierVQ.Training;

/// <summary>
/// The learning rate of each step: it rises linearly to its peak over the warm-up, may stay there, and then falls along half a
/// cosine to its minimum, which step <see cref="Steps"/> would have (as the training code of RQ-VAE and HQ-VAE does).
/// </summary>
public sealed class Schedule
{
    private readonly double _start, _peak, _minimum;
    private readonly long _warmupSteps, _fallsFrom;

    /// <summary>Makes the schedule of a training.</summary>
    /// <param name="peak">Learning rate after the warm-up.</param>
    /// <param name="minimum">Learning rate at the end.</param>
    /// <param name="warmupSteps">Steps of the warm-up; at most all.</param>
    /// <param name="steps">Steps in all, at least 1.</param>
    /// <param name="start">Learning rate of the first step of a warm-up.</param>
    /// <param name="holdSteps">Steps at the peak between warm-up and cosine (the reference's buffer); as many as there are at most.</param>
    public Schedule(double peak, double minimum, long warmupSteps, long steps, double start = 0, long holdSteps = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(holdSteps);
        (_start, _peak, _minimum, _warmupSteps, Steps) = (start, peak, minimum, Math.Min(warmupSteps, steps), steps);
        _fallsFrom = Math.Min(_warmupSteps + holdSteps, steps);
    }

    /// <summary>Steps in all.</summary>
    public long Steps { get; }

    /// <summary>The learning rate of the step with this number, from 0.</summary>
    public double this[long step]
    {
        get
        {
            if (step < _warmupSteps)
                return _start + (_peak - _start) * step / _warmupSteps;
            if (step >= Steps)
                return _minimum;
            if (step < _fallsFrom)
                return _peak;
            double done = (double)(step - _fallsFrom) / (Steps - _fallsFrom);
            return _minimum + (_peak - _minimum) * (1 + Math.Cos(Math.PI * done)) / 2;
        }
    }
}

namespace HierVQ.Training;

/// <summary>Where in a training a step stands: what schedules of losses and temperatures go by.</summary>
/// <param name="Step">The step to come, from 0.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
public readonly record struct TrainingMoment(long Step, long Steps, int StepsPerEpoch)
{
    /// <summary>The epoch to which the step belongs, from 0.</summary>
    public long Epoch => Step / StepsPerEpoch;
}

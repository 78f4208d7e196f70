using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>The trainers of HierVQ: <c>ml.HierVQ.Trainers</c>. Each trainer adds itself by an extension method.</summary>
public sealed class HierTrainers
{
    internal HierTrainers(IHostEnvironment environment) => Environment = environment;

    internal IHostEnvironment Environment { get; }
}

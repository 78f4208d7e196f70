using HierVQ.Trainers;
using Microsoft.ML;

namespace HierVQ.Tests;

/// <summary>What <c>ml.HierVQ.Trainers</c> is in the package above this one.</summary>
internal static class TrainersOfContext
{
    public static HierTrainers HierTrainers(this MLContext ml) => new(ml);
}

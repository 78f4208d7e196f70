namespace HierVQ.Examples.Papers;

/// <summary>A part with what it found.</summary>
/// <param name="Part">The part.</param>
/// <param name="Comparison">What it found.</param>
internal sealed record Finding(Part Part, Comparison Comparison);

namespace HierVQ.Examples;

/// <summary>A training at the end of an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">Processor seconds of training so far.</param>
/// <param name="Loss">Training loss.</param>
/// <param name="HeldOut">What was measured on held-out pictures; 0 where nothing was.</param>
public sealed record CurvePoint(int Epoch, long Step, double Seconds, double Loss, double HeldOut);

namespace HierVQ.Examples;

/// <summary>One training or drawing whose figures are compared with others'.</summary>
/// <param name="Name">Its name, and that of its folder within its part's.</param>
/// <param name="Recipe">What its figures depend on.</param>
/// <param name="Run">Does it; what it keeps goes into the folder.</param>
public sealed record Trial(string Name, string Recipe, Func<RunFolder, TrialFigures> Run);

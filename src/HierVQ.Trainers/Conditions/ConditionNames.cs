namespace HierVQ.Trainers;

/// <summary>Names of the columns that condition a prior; null for none.</summary>
internal readonly record struct ConditionNames(string? Label, string? Tokens, string? Codes);

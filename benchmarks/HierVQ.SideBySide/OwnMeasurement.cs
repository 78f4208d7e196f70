namespace HierVQ.SideBySide;

/// <summary>Something measured on our side alone: two ways to do the same, or two parts of one work.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="First">The number, with its unit and what it is.</param>
/// <param name="Second">What it is compared to.</param>
/// <param name="Result">What comes of it, in words.</param>
/// <param name="Wanted">What is wanted; empty where nothing is.</param>
/// <param name="Reached">Whether it is reached.</param>
internal sealed record OwnMeasurement(string Name, string First, string Second, string Result, string Wanted, bool Reached)
{
    /// <summary>A row of a table.</summary>
    public string ToMarkdown() => $"| {Name} | {First} | {Second} | {Result} | {(Wanted == "" ? "-" : Wanted)} | {(Wanted == "" ? "-" : Reached ? "yes" : "NO")} |";
}

namespace HierVQ.Examples.Papers;

/// <summary>A direction that a paper's figures have.</summary>
/// <param name="Direction">The direction, in words.</param>
/// <param name="Paper">The paper's figures.</param>
/// <param name="Here">Ours.</param>
/// <param name="Holds">Whether ours have it; null where they are too near each other to say.</param>
internal sealed record Claim(string Direction, string Paper, string Here, bool? Holds)
{
    /// <summary>The answer in words.</summary>
    public string Answer => Holds switch { true => "holds", false => "does not hold here", null => "too close to say" };
}

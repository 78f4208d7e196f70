namespace HierVQ.Trainers;

/// <summary>Where the parts of a condition lie among the numbers of a row: the class, then tokens, then codes.</summary>
/// <param name="Class">Whether there is a class: one number.</param>
/// <param name="Tokens">Tokens of a row; 0 for none.</param>
/// <param name="Codes">Codes of a row; 0 for none.</param>
internal readonly record struct ConditionSlots(bool Class, int Tokens, int Codes)
{
    /// <summary>Numbers of a row.</summary>
    public int Length => (Class ? 1 : 0) + Tokens + Codes;

    public Span<int> TokensOf(Span<int> row) => row.Slice(Class ? 1 : 0, Tokens);

    public Span<int> CodesOf(Span<int> row) => row.Slice((Class ? 1 : 0) + Tokens, Codes);
}

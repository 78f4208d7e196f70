using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>Finds the codes that a fitted prior knows, and with them the codebook where the prior reads it.</summary>
internal static class PriorCodes
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or those of another tokenizer; or the prior needs a tokenizer and none comes with the codes.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, SharedPrior prior)
    {
        DataViewSchema.Column column = CodesColumn.FindKnown(schema, name, prior.Prior.Layout, prior.TokenizerId);
        if (prior.LacksTokenizer)
            prior.Bind((CodesColumn.TokenizerOf(column) ?? throw NoCodebook(name)).Tokenizer);
        return column;
    }

    public static ArgumentOutOfRangeException NoCodebook(string name) => new("inputSchema",
        $"Column '{name}' comes without the tokenizer that made its codes, and the prior reads its codebook: put the prior behind HierQuantize in one pipeline.");
}

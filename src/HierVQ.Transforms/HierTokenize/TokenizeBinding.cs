using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>HierTokenize bound to a schema.</summary>
internal sealed class TokenizeBinding : BatchBinding
{
    // Nothing here gains by larger batches.
    private const int Rows = 64;

    private readonly BpeTokenizer _tokenizer;
    private readonly DataViewSchema.Column _text;

    public TokenizeBinding(DataViewSchema input, string output, string text, BpeTokenizer tokenizer)
        : this(input, output, SchemaCheck.Find(input, text, ColumnRule.Text), tokenizer)
    {
    }

    private TokenizeBinding(DataViewSchema input, string output, DataViewSchema.Column text, BpeTokenizer tokenizer)
        : base(input, [text], [new OutputColumn(output, Type(tokenizer))], Rows) => (_tokenizer, _text) = (tokenizer, text);

    /// <summary>Key value 0 is no token; token t is t + 1. The key's count is the size of the vocabulary.</summary>
    public static VectorDataViewType Type(BpeTokenizer tokenizer) => new(new KeyDataViewType(typeof(uint), tokenizer.Vocabulary.Count), tokenizer.Length);

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) => new TokenizeRunner(row, _text, _tokenizer, capacity);
}

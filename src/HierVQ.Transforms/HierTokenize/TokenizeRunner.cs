using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>Texts to tokens.</summary>
internal sealed class TokenizeRunner(DataViewRow row, DataViewSchema.Column column, BpeTokenizer tokenizer, int capacity) : BatchRunner
{
    private readonly VectorOutput<uint> _tokens = new(capacity, tokenizer.Length);

    public override BatchInput CreateInput() => new TextInput(row, column, tokenizer, capacity);

    public override void Run(BatchInput input, int count)
    {
        var texts = (TextInput)input;
        for (int slot = 0; slot < count; slot++)
            texts.Tokens(slot).CopyTo(_tokens.Row(slot));
    }

    public override Delegate Getter(int output, RowPointer at) => _tokens.Getter(at);
}

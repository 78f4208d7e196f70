using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>A batch of texts, as keys of their tokens.</summary>
internal sealed class TextInput(DataViewRow row, DataViewSchema.Column column, BpeTokenizer tokenizer, int capacity) : BatchInput
{
    private readonly ValueGetter<ReadOnlyMemory<char>> _source = row.GetGetter<ReadOnlyMemory<char>>(column);
    private readonly uint[] _keys = new uint[checked(capacity * tokenizer.Length)];
    private ReadOnlyMemory<char> _text;

    public override string Column { get; } = column.Name;

    public ReadOnlySpan<uint> Tokens(int slot) => _keys.AsSpan(slot * tokenizer.Length, tokenizer.Length);

    public override void Read(int slot)
    {
        _source(ref _text);
        Span<uint> keys = _keys.AsSpan(slot * tokenizer.Length, tokenizer.Length);
        keys.Clear();
        if (_text.IsEmpty)
            return;
        int[] tokens = tokenizer.Encode(_text.ToString());
        for (int i = 0; i < keys.Length; i++)
            keys[i] = (uint)tokens[i] + 1;
    }
}

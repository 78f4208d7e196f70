using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>A column of tokens: a vector of keys, or of whole numbers.</summary>
internal sealed class TokensColumn
{
    private readonly bool _isKey;

    private TokensColumn(DataViewSchema.Column column, TokenForm form, bool isKey) => (Column, Form, _isKey) = (column, form, isKey);

    /// <summary>Reads the tokens of the row that a source stands on; -1 where one is missing.</summary>
    public delegate void Reader(Span<int> tokens);

    public DataViewSchema.Column Column { get; }

    public TokenForm Form { get; }

    /// <summary>Finds the tokens to train on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no tokens, or nothing says how many there are.</exception>
    public static TokensColumn Find(DataViewSchema schema, string name, int? vocabularySize)
    {
        DataViewSchema.Column column = SchemaCheck.Find(schema, name, ColumnRule.Tokens);
        var vector = (VectorDataViewType)column.Type;
        if (vector.ItemType is not KeyDataViewType key)
            return new TokensColumn(column, new TokenForm(vocabularySize ?? throw NoVocabulary(name, column.Type.ToString()!), vector.Size), isKey: false);
        if (key.Count > int.MaxValue)
            throw SchemaCheck.Mismatch(name, $"keys of at most {int.MaxValue} tokens", column.Type.ToString()!);
        if (vocabularySize is { } size && size != (int)key.Count)
            throw SchemaCheck.Mismatch(name, $"keys of {size} tokens, as TokenVocabularySize says (leave it null to take the key type's)", column.Type.ToString()!);
        return new TokensColumn(column, new TokenForm((int)key.Count, vector.Size), isKey: true);
    }

    /// <summary>Finds the tokens that a fitted prior knows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds other tokens.</exception>
    public static TokensColumn FindKnown(DataViewSchema schema, string name, TokenForm known)
    {
        DataViewSchema.Column column = SchemaCheck.Find(schema, name, ColumnRule.Tokens);
        var vector = (VectorDataViewType)column.Type;
        bool isKey = vector.ItemType is KeyDataViewType;
        if (vector.Size != known.Length || (vector.ItemType is KeyDataViewType key && key.Count != (ulong)known.Vocabulary))
            throw SchemaCheck.Mismatch(name, $"{known.Length} tokens of a vocabulary of {known.Vocabulary}, on which the prior was trained", column.Type.ToString()!);
        return new TokensColumn(column, known, isKey);
    }

    public static ArgumentOutOfRangeException NoVocabulary(string name, string type) => new("inputSchema",
        $"Column '{name}' holds {type}, which does not say how many tokens there are: set TokenVocabularySize, or give a vector of keys.");

    /// <summary>Tokens of the rows of a source.</summary>
    public Reader Read(DataViewRow row)
    {
        Type raw = ((VectorDataViewType)Column.Type).ItemType.RawType;
        if (_isKey)
        {
            if (raw == typeof(byte))
                return Reading<byte>(row, value => value - 1L);
            if (raw == typeof(ushort))
                return Reading<ushort>(row, value => value - 1L);
            return raw == typeof(ulong) ? Reading<ulong>(row, value => (long)value - 1) : Reading<uint>(row, value => value - 1L);
        }
        if (raw == typeof(int))
            return Reading<int>(row, value => value);
        if (raw == typeof(uint))
            return Reading<uint>(row, value => value);
        return Reading<float>(row, value => float.IsNaN(value) ? -1 : value == MathF.Truncate(value) && MathF.Abs(value) < 1L << 40 ? (long)value
            : throw new BadValueException(Column.Name, $"a token is {value}; it must be a whole number from 0 to {Form.Vocabulary - 1}."));
    }

    private Reader Reading<T>(DataViewRow row, Func<T, long> number) where T : unmanaged
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(Column);
        VBuffer<T> buffer = default;
        return tokens =>
        {
            getter(ref buffer);
            if (buffer.Length != Form.Length)
                throw new BadValueException(Column.Name, $"there are {buffer.Length} tokens; the prior takes {Form.Length}.");
            int at = 0;
            foreach (T value in buffer.DenseValues())
            {
                long token = number(value);
                if (token < -1 || token >= Form.Vocabulary)
                    throw new BadValueException(Column.Name, $"a token is {token}; it must be from 0 to {Form.Vocabulary - 1}.");
                tokens[at++] = (int)token;
            }
        };
    }
}

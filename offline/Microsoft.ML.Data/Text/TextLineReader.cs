using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits text into lines of fields. A quoted field may hold separators, the escaped quote, and, where allowed, ends of lines.</summary>
internal sealed class TextLineReader
{
    private readonly TextReader _text;
    private readonly TextLayout _layout;

    public TextLineReader(TextReader text, TextLayout layout)
    {
        _text = text;
        _layout = layout;
    }

    /// <summary>The fields of the next line that is not empty, or null at the end.</summary>
    public string[] ReadFields()
    {
        string line;
        do
        {
            line = _text.ReadLine();
            if (line is null)
                return null;
        }
        while (line.Length == 0);
        if (!_layout.AllowQuoting)
            return [.. line.Split(_layout.Separators).Select(Trimmed)];
        return [.. QuotedFields(line)];
    }

    private string Trimmed(string field) => _layout.TrimWhitespace ? field.TrimEnd() : field;

    private IEnumerable<string> QuotedFields(string line)
    {
        var field = new StringBuilder();
        for (int i = 0; ; i++)
        {
            field.Clear();
            if (i < line.Length && line[i] == '"')
            {
                i = ReadQuoted(ref line, i + 1, field);
                yield return field.ToString();
                while (i < line.Length && !_layout.Separators.Contains(line[i]))
                    i++;
            }
            else
            {
                for (; i < line.Length && !_layout.Separators.Contains(line[i]); i++)
                    field.Append(line[i]);
                yield return Trimmed(field.ToString());
            }
            if (i >= line.Length)
                yield break;
        }
    }

    // Returns the index behind the closing quote.
    private int ReadQuoted(ref string line, int i, StringBuilder field)
    {
        while (true)
        {
            if (i >= line.Length)
            {
                string next = _layout.ReadMultilines ? _text.ReadLine() : null;
                if (next is null)
                    return i;
                field.Append('\n');
                line = next;
                i = 0;
            }
            else if (line[i] == _layout.EscapeChar && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i += 2;
            }
            else if (line[i] == '"')
            {
                return i + 1;
            }
            else
            {
                field.Append(line[i++]);
            }
        }
    }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How text becomes columns, checked.</summary>
internal sealed partial class TextLayout
{
    public bool TrimWhitespace { get; private init; }

    public bool HasHeader { get; private init; }

    public bool AllowQuoting { get; private init; }

    public bool ReadMultilines { get; private init; }

    public bool MissingRealsAsNaNs { get; private init; }

    public long MaxRows { get; private init; } = long.MaxValue;

    public int InputSize { get; private init; }

    public char[] Separators { get; private init; }

    public char EscapeChar { get; private init; } = '"';

    public char DecimalMarker { get; private init; } = '.';

    public IReadOnlyList<TextColumn> Columns { get; private set; }

    public string Header { get; private set; }

    public static TextLayout Of(TextLoader.Options options, IMultiStreamSource sample)
    {
        Contracts.CheckParam(options.Separators is { Length: > 0 }, nameof(options.Separators), "At least one separator is needed");
        Contracts.CheckParam(options.Separators.All(s => !"\0\r\n\"0123456789".Contains(s)), nameof(options.Separators), "A separator must not be a digit, a quote or an end of line");
        Contracts.CheckParam(options.DecimalMarker is '.' or ',', nameof(options.DecimalMarker), "The decimal marker must be '.' or ','");
        Contracts.CheckParam(!options.Separators.Contains(options.DecimalMarker), nameof(options.DecimalMarker), "The decimal marker must not be a separator");
        Contracts.CheckParam(options.MaxRows is null or > 0, nameof(options.MaxRows), "Must be positive");
        Contracts.CheckParam(options.Columns is { Length: > 0 }, nameof(options.Columns), "At least one column is needed");
        if (options.AllowSparse)
            throw new NotSupportedException("Sparse text is not covered by the offline stack");
        var layout = new TextLayout
        {
            TrimWhitespace = options.TrimWhitespace,
            HasHeader = options.HasHeader,
            AllowQuoting = options.AllowQuoting,
            ReadMultilines = options.ReadMultilines,
            MissingRealsAsNaNs = options.MissingRealsAsNaNs,
            MaxRows = options.MaxRows ?? long.MaxValue,
            InputSize = options.InputSize ?? 0,
            Separators = [.. options.Separators],
            EscapeChar = options.EscapeChar,
            DecimalMarker = options.DecimalMarker,
        };
        string[] first = layout.FirstRow(options.HeaderFile is null ? sample : new MultiFileSource(options.HeaderFile), out string header);
        layout.Header = header;
        layout.Columns = [.. options.Columns.Select(c => TextColumn.Of(c, first?.Length))];
        return layout;
    }

    public DataViewSchema MakeSchema()
    {
        var builder = new DataViewSchema.Builder();
        string[] names = Header is null ? null : [.. new TextLineReader(new StringReader(Header), this).ReadFields() ?? []];
        foreach (TextColumn column in Columns)
            builder.AddColumn(column.Name, column.Type, column.SlotNames(names));
        return builder.ToSchema();
    }

    private string[] FirstRow(IMultiStreamSource source, out string header)
    {
        header = null;
        if (source is null || source.Count == 0)
            return null;
        using TextReader text = source.OpenTextReader(0);
        if (HasHeader)
            header = text.ReadLine();
        return header is null ? new TextLineReader(text, this).ReadFields() : new TextLineReader(new StringReader(header), this).ReadFields();
    }
}

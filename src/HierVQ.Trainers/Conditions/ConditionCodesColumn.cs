using HierVQ.Codes;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Trainers;

/// <summary>A column of codes of another image.</summary>
internal sealed record ConditionCodesColumn(DataViewSchema.Column Column, ConditionCodes Form)
{
    /// <summary>Finds the codes to train on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or lacks what HierQuantize says of them.</exception>
    public static ConditionCodesColumn Find(DataViewSchema schema, string name)
    {
        CodesColumn codes = CodesColumn.Find(schema, name);
        return new ConditionCodesColumn(codes.Column, new ConditionCodes(codes.Layout, codes.TokenizerId));
    }

    /// <summary>Finds the codes that a fitted prior knows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no codes, or those of another tokenizer.</exception>
    public static ConditionCodesColumn FindKnown(DataViewSchema schema, string name, ConditionCodes known) =>
        new(CodesColumn.FindKnown(schema, name, known.Layout, known.TokenizerId), known);

    /// <summary>The codes of the row that a source stands on, one row at a time; -1 where one is missing.</summary>
    public CodesInput Read(DataViewRow row) => new(row, Column, Form.Layout.TotalCodes, 1);

    /// <exception cref="BadValueException">A code is beyond its level's codebook.</exception>
    public void Check(ReadOnlySpan<int> codes)
    {
        for (int level = 0; level < Form.Layout.Count; level++)
        {
            CodeLevel map = Form.Layout[level];
            foreach (int code in codes.Slice(Form.Layout.Offset(level), map.Count))
            {
                if (code >= map.CodebookSize)
                    throw new BadValueException(Column.Name, $"a code of level {level} is {code}; its codebook has {map.CodebookSize}.");
            }
        }
    }
}

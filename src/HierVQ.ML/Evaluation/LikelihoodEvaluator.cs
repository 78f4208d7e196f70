using System.Collections.Immutable;
using HierVQ.Codes;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Evaluation;

/// <summary>Adds up the scores of rows.</summary>
internal static class LikelihoodEvaluator
{
    public static LikelihoodMetrics Evaluate(IDataView data, string scoreName, string codeScoresName)
    {
        DataViewSchema.Column score = SchemaCheck.Find(data.Schema, scoreName, ColumnRule.Float);
        DataViewSchema.Column codeScores = SchemaCheck.Find(data.Schema, codeScoresName, ColumnRule.Floats);
        if (codeScores.Annotations.Schema.GetColumnOrNull(CodesColumn.LayoutAnnotation) is null)
            throw SchemaCheck.Mismatch(codeScoresName, $"scores of codes with the annotation {CodesColumn.LayoutAnnotation}, as HierTransformer makes them", codeScores.Type.ToString()!);
        VBuffer<int> numbers = default;
        codeScores.Annotations.GetValue(CodesColumn.LayoutAnnotation, ref numbers);
        CodeLayout layout = CodeLayout.FromArray([.. numbers.DenseValues()]);

        using DataViewRowCursor cursor = data.GetRowCursor([score, codeScores]);
        ValueGetter<float> scores = cursor.GetGetter<float>(score);
        ValueGetter<VBuffer<float>> bits = cursor.GetGetter<VBuffer<float>>(codeScores);
        VBuffer<float> row = default;
        float value = 0;
        double[] levels = new double[layout.Count];
        double sum = 0, squares = 0;
        long images = 0, missing = 0;
        while (cursor.MoveNext())
        {
            scores(ref value);
            if (float.IsNaN(value))
            {
                missing++;
                continue;
            }
            bits(ref row);
            ReadOnlySpan<float> values = row.IsDense ? row.GetValues() : row.DenseValues().ToArray();
            for (int level = 0; level < layout.Count; level++)
            {
                foreach (float code in values.Slice(layout.Offset(level), layout[level].Count))
                    levels[level] += code;
            }
            sum += value;
            squares += (double)value * value;
            images++;
        }
        double mean = sum / images;
        return new LikelihoodMetrics
        {
            BitsPerCode = mean,
            StandardDeviation = Math.Sqrt(Math.Max(0, (squares / images) - (mean * mean))),
            BitsPerCodeOfLevel = [.. levels.Select((total, level) => total / images / layout[level].Count)],
            BitsPerImage = levels.Sum() / images,
            Images = images,
            Missing = missing,
        };
    }
}

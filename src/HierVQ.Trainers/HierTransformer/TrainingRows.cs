using HierVQ.Training;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>What a prior trains on, read once.</summary>
internal sealed record TrainingRows(CodeSet Codes, LabelVocabulary Labels)
{
    /// <param name="host">Whose log is told of rows left out.</param>
    /// <param name="data">The rows.</param>
    /// <param name="columns">Where to find things in them.</param>
    /// <param name="options">The prior's: whether rows without a label are welcome, and whom to ask for cancellation.</param>
    /// <param name="known">The labels to use where training goes on from a prior; null where the rows say them.</param>
    public static TrainingRows Read(IHost host, IDataView data, TrainingColumns columns, PriorOptions options, LabelVocabulary? known)
    {
        var codes = new List<int>();
        var labels = new List<string>();
        var latents = new List<float>();
        long incomplete = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor(columns.All))
        using (var row = new CodesInput(cursor, columns.Codes.Column, columns.Codes.Layout.TotalCodes, 1))
        {
            LabelColumn.Reader? label = columns.Labels?.Read(cursor);
            ValueGetter<VBuffer<float>>? latent = columns.Latents is { } column ? cursor.GetGetter<VBuffer<float>>(column) : null;
            VBuffer<float> floats = default;
            while (cursor.MoveNext())
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                Cancellation.ThrowIfAsked(host);
                row.Read(0);
                if (row.Row(0).Contains(-1))
                {
                    incomplete++;
                    continue;
                }
                codes.AddRange(row.Row(0));
                if (label is not null)
                    labels.Add(CheckedLabel(label(), cursor.Position, columns.Labels!, options, known));
                if (latent is null)
                    continue;
                latent(ref floats);
                latents.AddRange(floats.DenseValues());
            }
        }
        if (codes.Count == 0)
            throw new InvalidOperationException($"Column '{columns.Codes.Column.Name}' holds no complete row of codes to train on.");
        if (incomplete > 0)
        {
            using IChannel channel = host.Start("Rows");
            channel.Warning(MessageSensitivity.None, $"{incomplete} rows with codes missing in column '{columns.Codes.Column.Name}' were left out.");
        }
        LabelVocabulary vocabulary = known ?? new LabelVocabulary(labels.Where(text => text.Length > 0).Distinct());
        int[]? classes = columns.Labels is null ? null : [.. labels.Select(text => vocabulary.ClassOf(text))];
        return new TrainingRows(
            new CodeSet(columns.Codes.Layout, [.. codes], vocabulary.Count == 0 ? null : classes, columns.Latents is null ? null : [.. latents]),
            vocabulary);
    }

    private static string CheckedLabel(ReadOnlyMemory<char> label, long position, LabelColumn column, PriorOptions options, LabelVocabulary? known)
    {
        string text = label.ToString();
        if (text.Length == 0 && options.ConditionDropout == 0)
            throw new InvalidOperationException($"Row {position} has no label in column '{column.Column.Name}'. Give it one, or set ConditionDropout above 0 so that the prior also learns without labels.");
        if (text.Length > 0 && known is not null && known.ClassOf(text) < 0)
            throw new InvalidOperationException($"Row {position}, column '{column.Column.Name}': the previous prior does not know the label '{text}'. Its labels are: {known.Listed}. Train a new prior to change them.");
        return text;
    }
}

using HierVQ.Training;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Trainers;

/// <summary>What a prior trains on, read once.</summary>
internal sealed record TrainingRows(CodeSet Codes, PriorCondition Condition)
{
    /// <param name="host">Whose log is told of rows left out.</param>
    /// <param name="data">The rows.</param>
    /// <param name="columns">Where to find things in them.</param>
    /// <param name="options">The prior's: whether rows without a condition are welcome, and whom to ask for cancellation.</param>
    /// <param name="known">The labels to use, of a prior that training goes on from or that held-out rows are for; null where the rows say them.</param>
    public static TrainingRows Read(IHost host, IDataView data, TrainingColumns columns, PriorOptions options, LabelVocabulary? known)
    {
        var codes = new List<int>();
        var conditions = new List<int>();
        var latents = new List<float>();
        var collector = new LabelCollector();
        var slots = new ConditionSlots(columns.Conditions.Labels is not null, columns.Conditions.Tokens?.Form.Length ?? 0, columns.Conditions.Codes?.Form.Layout.TotalCodes ?? 0);
        int[] condition = new int[slots.Length];
        long incomplete = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor(columns.All))
        using (var row = new CodesInput(cursor, columns.Codes.Column, columns.Codes.Layout.TotalCodes, 1))
        {
            var reader = new ConditionReader(cursor, columns.Conditions, slots, known is null ? collector.ClassOf : label => Known(label, known, columns.Conditions.Labels!),
                options.ConditionDropout > 0 ? null : "which training needs: give the row one, or set ConditionDropout above 0 so that the prior also learns without.");
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
                ReadCondition(reader, condition, cursor.Position);
                conditions.AddRange(condition);
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
        LabelVocabulary labels = known ?? collector.Vocabulary;
        int[] numbers = slots.Class && labels.Count == 0 ? [.. conditions.Where((_, at) => at % slots.Length > 0)] : [.. conditions];
        return new TrainingRows(
            new CodeSet(columns.Codes.Layout, [.. codes], numbers.Length == 0 ? null : numbers, columns.Latents is null ? null : [.. latents]),
            columns.Condition(labels));
    }

    private static void ReadCondition(ConditionReader reader, Span<int> condition, long row)
    {
        try
        {
            reader.Read(condition);
        }
        catch (BadValueException problem)
        {
            throw BadRow.Exception(row, problem.Column, problem);
        }
    }

    private static int Known(ReadOnlyMemory<char> label, LabelVocabulary known, LabelColumn column)
    {
        int index = known.ClassOf(label.Span);
        return index >= 0 ? index : throw new BadValueException(column.Column.Name, $"the prior does not know the label '{label}'. Its labels are: {known.Listed}. Train a new prior, on rows with all labels, to change them.");
    }
}
